/** `String.prototype.isWellFormed` (ECMA-262, 2024), newer than the type library and than some engines. */
const { isWellFormed } = String.prototype as { isWellFormed?: () => boolean };

/** Whether the text holds half of a surrogate pair, which has no UTF-8 (it becomes U+FFFD, where two different texts meet). */
export function hasLoneSurrogate(text: string): boolean {
  return isWellFormed ? !isWellFormed.call(text) : /\p{Surrogate}/u.test(text);
}

/** Whether every database keeps this text as it is: PostgreSQL refuses U+0000, others cut there or change lone surrogates. */
export function isKeepable(text: string): boolean {
  return !text.includes('\0') && !hasLoneSurrogate(text);
}
