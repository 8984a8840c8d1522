import { createHash } from 'node:crypto';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import type { SealingKey } from '../../../src/index.js';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Options = ConstructorParameters<typeof RevokingStore>[0];

/** A store that changes its key ring. */
function ring(change: (options: Options) => Options): typeof RevokingStore {
  return class extends RevokingStore {
    constructor(options: Options) {
      super(change(options));
    }
  };
}

function reseals(decide: (store: RevokingStore, name: string) => boolean): typeof RevokingStore {
  return class extends RevokingStore {
    override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
      const unsealed = super.opened(bytes, name, context);
      return unsealed && { ...unsealed, reseal: decide(this, name) };
    }
  };
}

const everySeen = new Map<string, SealingKey>();

export const brokenKeyRings = [
  broken(
    'the last key seals',
    ['108a', '108c'],
    ring((options) => ({ ...options, ...(options.keys && { keys: options.keys.toReversed() }) })),
  ),
  broken(
    'only the first key opens',
    ['108a'],
    class extends RevokingStore {
      override hasKey(name: string): boolean {
        return name === this.names[0];
      }
    },
  ),
  broken(
    'no token is sealed again',
    ['108a'],
    reseals(() => false),
  ),
  broken(
    'every token is sealed again',
    ['108a'],
    reseals(() => true),
  ),
  broken(
    'a token of a next key is sealed again',
    ['108c'],
    reseals((store, name) => name !== store.names[0]),
  ),
  broken(
    'a next key seals',
    ['108c'],
    ring(({ nextKeys = [], keys = [], ...options }) => ({ ...options, keys: [...nextKeys, ...keys] })),
  ),
  broken(
    'a next key does not open yet',
    ['108c'],
    ring(({ nextKeys: _next, ...options }) => options),
  ),
  broken(
    'removed keys are remembered',
    ['108b'],
    ring(({ keys = [], ...options }) => {
      const former = [...everySeen.values()].filter(({ name }) => !keys.some((key) => key.name === name));
      for (const key of keys) everySeen.set(key.name, key);
      return { ...options, keys: [...keys, ...former] };
    }),
  ),
];

let counted = 0;

/** A store that gets its salts from this function. */
function salted(next: (store: RevokingStore, record: number) => Buffer): typeof RevokingStore {
  return class extends RevokingStore {
    #made = 0;

    override salt(): Buffer {
      const salt = super.salt();
      const drawn = next(this, this.#made++);
      return Buffer.concat([drawn, Buffer.alloc(salt.length)]).subarray(0, salt.length);
    }
  };
}

function number(value: number): Buffer {
  return Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
}

/** Makes the salt of such a record of the record alone. */
function saltedBy(isFixed: (record: SealedRecord) => boolean): typeof RevokingStore {
  return class extends RevokingStore {
    #sealed: SealedRecord | undefined;

    override write(record: SealedRecord): string {
      this.#sealed = record;
      return super.write(record);
    }

    override salt(): Buffer {
      const record = this.#sealed;
      if (!record || !isFixed(record)) return super.salt();
      return createHash('sha256').update(JSON.stringify(record)).digest();
    }
  };
}

export const brokenSalts = [
  broken(
    'every token has the same salt',
    ['109a', '109b'],
    salted(() => number(1)),
  ),
  broken(
    'each instance counts its salts from one',
    ['109a'],
    salted((_store, made) => number(made)),
  ),
  broken(
    'the salt is the time',
    ['109a', '109b'],
    salted((store) => number(store.clock())),
  ),
  broken(
    'the salt has 16 bits',
    ['109b'],
    salted(() => number(Math.floor(Math.random() * 2 ** 16))),
  ),
  broken(
    'the salt repeats after a thousand tokens',
    ['109b'],
    salted(() => number(counted++ % 1000)),
  ),
  broken(
    'the salt of an empty payload is made of the record',
    ['109a'],
    saltedBy(({ payload }) => payload === ''),
  ),
  broken(
    'the salt of a payload of at most two characters is made of the record',
    ['109a'],
    saltedBy(({ payload }) => payload.length <= 2),
  ),
  broken(
    'a record is sealed once and its token is returned again',
    ['109a', '109b'],
    class extends RevokingStore {
      readonly #made = new Map<string, string>();

      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        const text = JSON.stringify([record, context]);
        const token = this.#made.get(text) ?? (await super.seal(record, context, options));
        this.#made.set(text, token);
        return token;
      }
    },
  ),
];
