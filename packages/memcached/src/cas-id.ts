const largest = 2n ** 64n - 1n;

/**
 * Whether this is a CAS id: a positive integer of 64 bits in decimal digits. memcached takes a larger one for a mistake
 * in the line, and then reads the value behind it as commands, so it must never be sent.
 */
export function isCasId(text: string): boolean {
  return /^[1-9]\d{0,19}$/.test(text) && BigInt(text) <= largest;
}
