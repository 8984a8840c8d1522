const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML: reports hold whatever a store answered. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A name that a narrow column may break where a word of it begins: `MemorySessionStore`. */
export function breakable(name: string): string {
  return escaped(name).replace(/(?<=[a-z])(?=[A-Z])/g, '<wbr>');
}

/** A name for ids and classes: `not claimed` becomes `not-claimed`. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
