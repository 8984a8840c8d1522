import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

const shortest = 32;
/** Of 32 random bytes about 30 are different; that fewer than 12 are happens to nobody. */
const fewestDifferent = 12;

/** A secret's bytes, or what is wrong with it, without a word of the secret itself. */
export function readSecret(secret: string | Uint8Array): { readonly bytes: Bytes } | { readonly problem: string } {
  const bytes =
    typeof secret === 'string' ? bytesOfText(secret) : secret instanceof Uint8Array && new Uint8Array(secret);
  if (!bytes) return { problem: 'is not base64url' };
  if (bytes.length < shortest) return { problem: `has ${bytes.length} bytes, and needs ${shortest}` };
  const isWeak = isMonotonous(bytes) || (typeof secret === 'string' && /^(?:[a-z_-]+|[A-Z_-]+|[0-9]+)=*$/.test(secret));
  return isWeak ? { problem: 'is no random value' } : { bytes };
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
