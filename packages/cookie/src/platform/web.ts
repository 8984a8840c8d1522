import { type Bytes, derivationLabel, type Message, mostInflated, type Platform } from './cipher.js';

/** Called `CryptoKey` on the web, and by no name in Node's types. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const labelBytes = new TextEncoder().encode(derivationLabel);
const hmac = { name: 'HMAC', hash: 'SHA-512' };

/** Importing a secret costs as much as using it, so it is done once. */
const imported = new WeakMap<Bytes, Promise<ImportedKey>>();

function importSecret(secret: Bytes): Promise<ImportedKey> {
  let key = imported.get(secret);
  if (!key) {
    key = crypto.subtle.importKey('raw', secret, hmac, false, ['sign']);
    imported.set(secret, key);
  }
  return key;
}

/** HMAC-SHA-512 gives 64 bytes: a key of 32 and a nonce of 12, for this salt and no other. */
async function keyAndNonce({ secret, salt }: Message, use: 'encrypt' | 'decrypt'): Promise<[ImportedKey, Bytes]> {
  const salted = new Uint8Array([...labelBytes, ...salt]);
  const derived = new Uint8Array(await crypto.subtle.sign('HMAC', await importSecret(secret), salted));
  const key = await crypto.subtle.importKey('raw', derived.slice(0, 32), 'AES-GCM', false, [use]);
  return [key, derived.slice(32, 44)];
}

/** `undefined` for what becomes longer than `most` bytes: the rest of it is not made. */
async function pipe(bytes: Bytes, through: CompressionStream | DecompressionStream, most = Infinity) {
  const stream: ReadableStream<Bytes> = new Blob([bytes]).stream().pipeThrough(through);
  const reader = stream.getReader();
  const pieces: Bytes[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    length += value.length;
    if (length > most) {
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
    const algorithm = { name: 'AES-GCM', iv, additionalData: message.bound };
    return [new Uint8Array(await crypto.subtle.encrypt(algorithm, key, message.text))];
  },

  async decrypt(message) {
    const [key, iv] = await keyAndNonce(message, 'decrypt');
    const algorithm = { name: 'AES-GCM', iv, additionalData: message.bound };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, message.text));
    } catch (error) {
      // The one error that says the tag is another (Web Cryptography, section 30.4.2). Any other is no answer.
      if ((error as { name?: unknown } | null)?.name === 'OperationError') return undefined;
      throw error;
    }
  },

  async deflate(bytes) {
    return (await pipe(bytes, new CompressionStream('deflate-raw')))!;
  },

  async inflate(bytes) {
    try {
      return await pipe(bytes, new DecompressionStream('deflate-raw'), mostInflated);
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
    // The last letter may have bits that belong to no byte: only one way to write the bytes is right.
    return toBase64Url(bytes) === text ? bytes : undefined;
  },
};
