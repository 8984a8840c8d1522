import type { Bytes } from './platform/cipher.js';
import { bytesOfText, readingsOf } from './secret-readings.js';
import { isKnown } from './known-secrets.js';
import { isPattern, isPhrase } from './secret-patterns.js';

const shortest = 32;
const isMade = { problem: 'is not random' };

/**
 * A secret's bytes, or what is wrong with it, without a word of the secret itself.
 *
 * No function can tell whether a text is random. This one finds what people take for a secret by mistake: phrases, patterns, and
 * what others know already.
 */
export function readSecret(secret: string | Uint8Array): { readonly bytes: Bytes } | { readonly problem: string } {
  const given = typeof secret === 'string' ? bytesOfText(secret) : secret instanceof Uint8Array && secret;
  if (!given) return { problem: 'is not base64url' };
  // In memory of its own: small buffers of Node share theirs, and a caller's may change.
  const bytes = new Uint8Array(given);
  const { bytes: everyBytes, texts } = readingsOf(secret, bytes);
  // Whoever guesses tries what the text was made of.
  const length = Math.min(...everyBytes.map((each) => each.length));
  const isShort = { problem: `has ${length} bytes, and needs ${shortest}` };
  if (bytes.length < shortest) return isShort;
  if (texts.some(isPhrase)) return isMade;
  if (length < shortest) return isShort;
  if (everyBytes.some(isKnown)) return { problem: 'is published, or the digest of a word that others try too' };
  return everyBytes.some(isPattern) ? isMade : { bytes };
}
