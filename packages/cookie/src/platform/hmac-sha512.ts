import { hash } from 'node:crypto';

const [blockLength, digestLength] = [128, 64];

/** The two messages of an HMAC, each with the key in front, the inner one with the label behind it. */
interface Blocks {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const prepared = new WeakMap<Uint8Array, Blocks>();

/**
 * HMAC-SHA-512 (RFC 2104) of a label, always the same for one key, and a salt, always as long. By two calls of `hash`: `createHmac`
 * makes an object each time, which takes longer than both and leaves work to the collector.
 */
export function hmacSha512(key: Uint8Array, label: Uint8Array, salt: Uint8Array): Buffer {
  let blocks = prepared.get(key);
  if (!blocks) prepared.set(key, (blocks = prepare(key, label, salt.length)));
  const { inner, outer } = blocks;
  inner.set(salt, blockLength + label.length);
  // By a text, because a Buffer with memory of its own takes a microsecond longer.
  outer.write(hash('sha512', inner, 'binary'), blockLength, 'binary');
  return Buffer.from(hash('sha512', outer, 'binary'), 'binary');
}

function prepare(key: Uint8Array, label: Uint8Array, saltLength: number): Blocks {
  const short = key.length > blockLength ? hash('sha512', key, 'buffer') : key;
  const blockOf = (pad: number, behind: number): Buffer => {
    const block = Buffer.alloc(blockLength + behind, pad);
    for (const [index, byte] of short.entries()) block[index]! ^= byte;
    return block;
  };
  const inner = blockOf(0x36, label.length + saltLength);
  inner.set(label, blockLength);
  return { inner, outer: blockOf(0x5c, digestLength) };
}
