import { type Bytes, derivationLabel, type Message, maxInflatedBytes, type Platform } from './cipher.js';

/** `CryptoKey`, which Node's types do not name. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const labelBytes = new TextEncoder().encode(derivationLabel);
const hmac = { name: 'HMAC', hash: 'SHA-512' };

/** Importing a secret costs as much as using it, so each is imported once. */
const imported = new WeakMap<Bytes, Promise<ImportedKey>>();

function importSecret(secret: Bytes): Promise<ImportedKey> {
  let key = imported.get(secret);
  if (!key) {
    key = crypto.subtle.importKey('raw', secret, hmac, false, ['sign']);
    imported.set(secret, key);
  }
  return key;
}

/** Derives a 32-byte key and a 12-byte nonce for this salt only. */
async function keyAndNonce({ secret, salt }: Message, use: 'encrypt' | 'decrypt'): Promise<[ImportedKey, Bytes]> {
  const salted = new Uint8Array([...labelBytes, ...salt]);
  const derived = new Uint8Array(await crypto.subtle.sign('HMAC', await importSecret(secret), salted));
  const key = await crypto.subtle.importKey('raw', derived.slice(0, 32), 'AES-GCM', false, [use]);
  return [key, derived.slice(32, 44)];
}

/** Returns `undefined`, without reading the rest, as soon as there are more than `maxBytes`. */
async function pipe(bytes: Bytes, through: CompressionStream | DecompressionStream, maxBytes = Infinity) {
  const stream: ReadableStream<Bytes> = new Blob([bytes]).stream().pipeThrough(through);
  const reader = stream.getReader();
  const pieces: Bytes[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    pieces.push(value);
  }
}

function toBase64Url(...parts: readonly Bytes[]): string {
  const binary = parts.flatMap((bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte))).join('');
  return btoa(binary)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
}

export const platform: Platform = {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),

  async encrypt(message) {
    const [key, iv] = await keyAndNonce(message, 'encrypt');
    const algorithm = { name: 'AES-GCM', iv, additionalData: message.additionalData };
    return [new Uint8Array(await crypto.subtle.encrypt(algorithm, key, message.data))];
  },

  async decrypt(message) {
    const [key, iv] = await keyAndNonce(message, 'decrypt');
    const algorithm = { name: 'AES-GCM', iv, additionalData: message.additionalData };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, message.data));
    } catch (error) {
      // The error for a wrong tag (Web Cryptography, section 30.4.2). Any other error leaves the question open.
      if ((error as { name?: unknown } | null)?.name === 'OperationError') return undefined;
      throw error;
    }
  },

  async deflate(bytes) {
    return (await pipe(bytes, new CompressionStream('deflate-raw')))!;
  },

  async inflate(bytes) {
    try {
      return await pipe(bytes, new DecompressionStream('deflate-raw'), maxInflatedBytes);
    } catch {
      return undefined;
    }
  },

  encodeText(text, at, lengthFor) {
    const encoded = new TextEncoder().encode(text);
    const bytes = new Uint8Array(lengthFor(encoded.length));
    bytes.set(encoded, at);
    return bytes;
  },

  toBase64Url,

  fromBase64Url(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    // The last letter may have bits that belong to no byte. Only one encoding of the bytes is valid.
    return toBase64Url(bytes) === text ? bytes : undefined;
  },
};
