import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

const shortest = 32;
/** Of 32 random bytes about 30 are different; that fewer than 12 are happens to nobody. */
const fewestDifferent = 12;
/** What people write into templates. Each is long enough to be in no random text. */
const words =
  /password|changeme|change-me|keyboard|supersecret|super-secret|sessionsecret|session-secret|your-?secret|12345678/i;

/** A secret's bytes, or what is wrong with it, without a word of the secret itself. */
export function readSecret(secret: string | Uint8Array): { readonly bytes: Bytes } | { readonly problem: string } {
  const bytes =
    typeof secret === 'string' ? bytesOfText(secret) : secret instanceof Uint8Array && new Uint8Array(secret);
  if (!bytes) return { problem: 'is not base64url' };
  if (bytes.length < shortest) return { problem: `has ${bytes.length} bytes, and needs ${shortest}` };
  // Bytes that are all letters and signs are a text too, and 32 random ones never are.
  const texts = [...(typeof secret === 'string' ? [secret] : []), ...printed(bytes)];
  return isMonotonous(bytes) || texts.some(isPhrase) ? { problem: 'is no random value' } : { bytes };
}

/** In either alphabet, with or without padding: what openssl, Node and browsers write. */
function bytesOfText(text: string): Bytes | undefined {
  const bare = text
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return platform.fromBase64Url(bare);
}

function isMonotonous(bytes: Bytes): boolean {
  if (new Set(bytes).size < fewestDifferent) return true;
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - bytes[index]!));
  return steps.size < fewestDifferent;
}

function printed(bytes: Bytes): readonly string[] {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? [String.fromCharCode(...bytes)] : [];
}

/** Whether a text is neither random hexadecimal nor random base64, which has small letters and capitals. */
function isPhrase(text: string): boolean {
  if (words.test(text) || !/^[\w+/-]+=*$/.test(text)) return true;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return !/[a-fA-F]/.test(text);
  return !/[a-z]/.test(text) || !/[A-Z]/.test(text);
}
