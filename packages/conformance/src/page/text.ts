const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML: reports quote whatever a store returned. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Escapes a name and lets a narrow column break it between words: `MemorySessionStore`. */
export function breakable(name: string): string {
  return escaped(name).replace(/(?<=[a-z])(?=[A-Z])/g, '<wbr>');
}

/** Converts a name for ids and classes: `not claimed` becomes `not-claimed`. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
