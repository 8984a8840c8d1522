/** 2 ** 64 - 1. */
const largest = '18446744073709551615';

/**
 * Whether this is a CAS id: a positive integer of 64 bits in decimal digits. A larger one must never be sent: memcached
 * rejects the line and then reads the value after it as commands.
 */
export function isCasId(text: string): boolean {
  return /^[1-9]\d{0,19}$/.test(text) && (text.length < largest.length || text <= largest);
}
