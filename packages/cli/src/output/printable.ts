/** What a terminal obeys, and what changes the order of a line on it. Lines end with a newline, which stays. */
const obeyed = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Returns the text with control characters as `\u001b`. An owner or an attribute may be what a visitor typed, and must
 * not move the cursor or hide a line of the operator's terminal. JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replaceAll(obeyed, escaped);
}

/** Returns the text as a part of a line. */
export function printableWord(text: string): string {
  return printable(text).replaceAll('\n', escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
