import { randomBytes } from '#platform';

/** Two hexadecimal digits for each byte. */
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Returns a random name for one write: 120 bits as 30 hexadecimal digits. */
export function createRevision(): string {
  let revision = '';
  for (const byte of randomBytes(15)) revision += hexOf[byte]!;
  return revision;
}
