import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { CallOptions, SealContext, SealedRecord } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { saltBytes, tagBytes } from '../../sealed/sealing-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

/**
 * Draws a random salt for each token, so that no two are equal, but encrypts with a stream that this function chooses.
 * It gets the salt and what identifies the call, and returns what the stream is derived from.
 */
function streaming(choose: (call: StreamCall) => string | number): typeof RevokingStore {
  return class extends RevokingStore {
    #made = 0;
    #context = '';
    #record: SealedRecord | undefined;

    override seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string> {
      this.#record = record;
      this.#context = context.cookieName;
      return super.seal(record, context, options);
    }

    override encrypt(plaintext: Buffer, name: string, bound: string): readonly [Buffer, Buffer] {
      const salt = this.salt();
      const call = { made: this.#made++, clock: this.clock(), cookieName: this.#context, record: this.#record, salt };
      const chosen = createHash('sha256')
        .update(String(choose(call)))
        .digest();
      const cipher = createCipheriv('aes-256-gcm', ...this.keyAndNonce(name, chosen));
      // The tag differs, because the salt is authenticated.
      cipher.setAAD(Buffer.concat([salt, Buffer.from(bound)]));
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return [Buffer.concat([salt, mixed(chosen, salt)]), sealed];
    }

    override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
      if (!this.hasKey(name) || bytes.length < 2 * saltBytes + tagBytes) return undefined;
      const [salt, hidden] = [bytes.subarray(0, saltBytes), bytes.subarray(saltBytes, 2 * saltBytes)];
      const decipher = createDecipheriv('aes-256-gcm', ...this.keyAndNonce(name, mixed(hidden, salt)));
      decipher.setAAD(Buffer.concat([salt, Buffer.from(bound)])).setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(2 * saltBytes, -tagBytes)), decipher.final()]);
      } catch {
        return undefined;
      }
    }
  };
}

interface StreamCall {
  readonly made: number;
  readonly clock: number;
  readonly cookieName: string;
  readonly record: SealedRecord | undefined;
  readonly salt: Buffer;
}

/** Hides one text by another, so that nobody sees that it repeats. */
function mixed(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}

/** Authenticates, and encrypts with this function instead of AES-GCM. */
function enciphered(
  cipher: (text: Buffer, key: Buffer) => Buffer,
  decipher: (text: Buffer, key: Buffer) => Buffer,
): typeof RevokingStore {
  return class extends RevokingStore {
    override encrypt(plaintext: Buffer, name: string, bound: string): readonly [Buffer, Buffer] {
      const salt = this.salt();
      const [key] = this.keyAndNonce(name, salt);
      const sealed = cipher(plaintext, key);
      return [salt, Buffer.concat([sealed, this.#sign(sealed, key, bound)])];
    }

    override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
      if (!this.hasKey(name) || bytes.length < saltBytes + 32) return undefined;
      const [key] = this.keyAndNonce(name, bytes.subarray(0, saltBytes));
      const sealed = bytes.subarray(saltBytes, -32);
      return this.#sign(sealed, key, bound).equals(bytes.subarray(-32)) ? decipher(sealed, key) : undefined;
    }

    #sign(sealed: Buffer, key: Buffer, bound: string): Buffer {
      return createHmac('sha256', key).update(`${bound.length} ${bound}`).update(sealed).digest();
    }
  };
}

function aes(mode: 'ecb'): typeof RevokingStore {
  return enciphered(
    (text, key) => {
      const cipher = createCipheriv(`aes-256-${mode}`, key, null);
      return Buffer.concat([cipher.update(text), cipher.final()]);
    },
    (sealed, key) => {
      const decipher = createDecipheriv(`aes-256-${mode}`, key, null);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    },
  );
}

function xor(text: Buffer, key: Buffer): Buffer {
  return Buffer.from(text.map((byte, index) => byte ^ (key[index % key.length] ?? 0)));
}

/** Seals a random text with the record, and uses one nonce for all tokens. */
class RandomInside extends streaming(() => 'always') {
  override write(record: SealedRecord): string {
    return randomBytes(24).toString('hex') + super.write(record);
  }

  override read(text: string): SealedRecord | undefined {
    return super.read(text.slice(48));
  }
}

let made = 0;

export const brokenStreams = [
  broken(
    'one nonce for all tokens, which differ in an unused salt',
    ['109b', '158a'],
    streaming(() => 'always'),
  ),
  broken('one nonce for all tokens, with random text inside', ['109b', '158a'], RandomInside),
  broken(
    'one key stream for each record',
    ['109b', '158a'],
    streaming(({ record }) => record?.id ?? ''),
  ),
  broken(
    'one key stream for each payload',
    ['109b', '158a'],
    streaming(({ record }) => record?.payload ?? ''),
  ),
  broken(
    'one key stream for each second',
    ['109b', '158a'],
    streaming(({ clock }) => Math.floor(clock / 1000)),
  ),
  broken(
    'one key stream for each millisecond of the real clock',
    ['109b'],
    streaming(() => Date.now()),
  ),
  broken(
    'one key stream for each deadline',
    ['109b', '158a'],
    streaming(({ record }) => record?.expiresAt ?? 0),
  ),
  broken(
    'each instance counts its nonces from zero',
    ['158a'],
    streaming(({ made: before }) => before),
  ),
  broken(
    'each name of a cookie has nonces of its own, counted from zero in each instance',
    ['158a'],
    streaming(({ made: before, cookieName }) => `${cookieName} ${before}`),
  ),
  broken(
    'nonces repeat after 256 tokens',
    ['109b'],
    streaming(() => made++ % 256),
  ),
  broken(
    'nonces repeat after 1,000 tokens',
    ['109b'],
    streaming(() => made++ % 1000),
  ),
  broken(
    'nonces have 16 random bits',
    ['109b'],
    streaming(({ salt }) => salt.readUInt16BE(0)),
  ),
  broken('equal blocks are encrypted equally', ['158b'], aes('ecb')),
  broken('the key stream is as short as the key', ['158b'], enciphered(xor, xor)),
  broken(
    'all bytes are masked with one byte',
    ['158b'],
    enciphered(
      (text, key) => xor(text, key.subarray(0, 1)),
      (text, key) => xor(text, key.subarray(0, 1)),
    ),
  ),
];
