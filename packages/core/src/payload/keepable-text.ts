/**
 * Whether every database keeps this text as it is: PostgreSQL refuses U+0000, others cut there, and a lone surrogate becomes
 * U+FFFD, where two different texts meet.
 */
export function isKeepable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
