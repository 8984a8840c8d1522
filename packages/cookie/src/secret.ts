import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';
import { decodeText, decodingsOf } from './secret-decodings.js';
import { isPattern, isPhrase } from './secret-patterns.js';

const minLength = 32;
const notRandom = { problem: 'is not random' };

/**
 * Returns a secret's bytes, or what is wrong with it, without quoting the secret.
 *
 * No function can tell whether a text is random. This one finds what people mistake for a secret: phrases, patterns,
 * and secrets that are public.
 */
export function parseSecret(secret: string | Uint8Array): { readonly bytes: Bytes } | { readonly problem: string } {
  const given = typeof secret === 'string' ? decodeText(secret) : secret instanceof Uint8Array && secret;
  if (!given) return { problem: 'is not base64url' };
  // A copy with its own memory: Node's small buffers share theirs, and the caller may change the bytes.
  const bytes = new Uint8Array(given);
  const decodings = decodingsOf(secret, bytes);
  // An attacker guesses the shortest text that the secret was made from.
  const length = Math.min(...decodings.bytes.map((each) => each.length));
  const tooShort = { problem: `has ${length} bytes, and needs ${minLength}` };
  if (bytes.length < minLength) return tooShort;
  if (decodings.texts.some(isPhrase)) return notRandom;
  if (length < minLength) return tooShort;
  if (decodings.bytes.some(isPublished))
    return { problem: 'is published, or is the digest of a word that is easy to guess' };
  return decodings.bytes.some(isPattern) ? notRandom : { bytes };
}

/**
 * The first 30 bits, as base64url, of secrets that are public: those in FORMAT.md, RFC 7515 (appendix A.1) and NIST SP
 * 800-38A (appendix F), and SHA-256 and SHA-512 of words that people hash, with and without a line end;
 * `secret.test.ts` has the words. Of a billion random secrets, this refuses about a hundred.
 */
const published =
  'i4fG5AyM1SYD3rE47DEQz4PhNAbpHGvmiIOypeBEH0D8kh0KPxFisLMungWv3a81o7eqv8TyhdDjGl25x61Ey_IJSy2D-QCBXugP8Ykc6Qe325' +
  'UBrMJN6juwFiXNtAWZuwxG9iBUNhY4O7Eu2E1UDUlS3ncLCa0a9_u6btbudgDPkYCLPJNum3HSJWJG1t58IrmuU0nuMJ7MSqUiQT2zl0qLHDhK' +
  'gzX6Vp5mPJCcICRQits_pyb3THcPHVAmNkzudHQEN-Knh5Gqzb16AntZSx9xe292kGMH-DdIOhuKv4Wp3BAgROmlMLK9XOAXohImsQnzuazpV4' +
  'kVFEC75K3evtTvoV9sSUeT4oTZehL4DdPlEnO7OETuksfK7gNUvSsars35Qz6qFrnrRZbEho8LEktTgo-IF7hPzrx7_HHfF6dbjP2R5-491d49' +
  'OCIfN8obJZtyJIVn4bQg7iaw38sobtDj51IjZae7ujJTh4VCh7HKztb';
const prefixLength = 5;

function isPublished(secret: Bytes): boolean {
  const prefix = platform.toBase64Url(secret.subarray(0, 6)).slice(0, prefixLength);
  for (let at = 0; at < published.length; at += prefixLength) if (published.startsWith(prefix, at)) return true;
  return false;
}
