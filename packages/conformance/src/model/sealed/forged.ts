import type { Change } from './steps.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns the token with a change, and code that describes it. */
export function forged(
  name: string,
  text: string,
  other: string,
  change: Change,
): readonly [text: string, code: string] {
  const at = Math.min(text.length - 1, Math.floor(change.place * text.length));
  const old = text[at] ?? '';
  const letter = alphabet[Math.max(0, alphabet.indexOf(old)) ^ change.letter] ?? 'A';
  const [head, tail] = [text.slice(0, at), text.slice(at + 1)];
  const part = `${name}.slice(0, ${at})`;
  switch (change.kind) {
    case 'replace':
      return [head + letter + tail, `${part} + '${letter}' + ${name}.slice(${at + 1})`];
    case 'remove':
      return [head + tail, `${part} + ${name}.slice(${at + 1})`];
    case 'insert':
      return [head + letter + old + tail, `${part} + '${letter}' + ${name}.slice(${at})`];
    case 'append': {
      const end = ['=', '==', ' ', '\n', '.', '~', 'A', '-', '.A'][change.letter % 9] ?? '=';
      return [text + end, `${name} + ${JSON.stringify(end)}`];
    }
    case 'cut':
      return [head, part];
    case 'splice':
      return [head + other.slice(at), `${part} + another.slice(${at})`];
    case 'case': {
      const swapped = old === old.toLowerCase() ? old.toUpperCase() : old.toLowerCase();
      return [head + swapped + tail, `${part} + '${swapped}' + ${name}.slice(${at + 1})`];
    }
  }
}

/** Returns other texts that a lenient store may take for a token, and code that describes them. */
export function spellingsOf(name: string, text: string): (readonly [text: string, code: string])[] {
  const ends = ['=', '==', ' ', '\n', '.', '.A', 'A', '~'];
  const last = alphabet[alphabet.indexOf(text.at(-1) ?? '') ^ 1] ?? 'A';
  return [
    ...ends.map((end) => [text + end, `${name} + ${JSON.stringify(end)}`] as const),
    [` ${text}`, `' ' + ${name}`],
    [`"${text}"`, `'"' + ${name} + '"'`],
    [text.slice(0, -1) + last, `${name}.slice(0, -1) + '${last}'`],
    [text.replaceAll('-', '+').replaceAll('_', '/'), `${name}.replaceAll('-', '+').replaceAll('_', '/')`],
    [text.toLowerCase(), `${name}.toLowerCase()`],
    [text.toUpperCase(), `${name}.toUpperCase()`],
    [`%${text.charCodeAt(0).toString(16)}${text.slice(1)}`, `${name} with its first character percent-encoded`],
  ];
}
