/** `String.prototype.isWellFormed` (ECMA-262, 2024), newer than the type library and than some engines. */
const { isWellFormed } = String.prototype as { isWellFormed?: () => boolean };

/** Whether a text holds half of a surrogate pair: UTF-8 has none, and U+FFFD in its place makes two texts equal. */
export function hasLoneSurrogate(text: string): boolean {
  return isWellFormed ? !isWellFormed.call(text) : /\p{Surrogate}/u.test(text);
}

/** Whether all databases keep a text: PostgreSQL refuses U+0000; others cut there, or change lone surrogates. */
export function isKeepable(text: string): boolean {
  return !text.includes('\0') && !hasLoneSurrogate(text);
}
