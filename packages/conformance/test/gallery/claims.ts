import { type SessionRecord, SessionTooLargeError, type StoreLimits } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

let instances = 0;

class OwnLimits extends WiredStore {
  override readonly limits: StoreLimits = Object.freeze({
    ...new WiredStore(this.backend, this.clock).limits,
    maxExpiresAt: Date.UTC(2099, 0, 1) + ++instances,
  });
}

/** Parts that each have one limit lower than what the store in front of them claims. */
const weakParts: Readonly<Record<string, Partial<StoreLimits>>> = {
  'longer payloads': { maxPayloadBytes: 100_000 },
  'later deadlines': { maxExpiresAt: Date.UTC(2090, 0, 1) },
  'exacter deadlines': { expiryGranularityMs: 1000 },
};

export class Durable extends WiredStore {
  override readonly limits: StoreLimits = Object.freeze({
    ...new WiredStore(this.backend, this.clock).limits,
    durable: true,
  });
}

const overstated = Object.entries(weakParts).map(([what, weaker]) =>
  broken(`a cache in front claims ${what} than the database keeps`, ['6'], WiredStore, (backend) => {
    const { limits } = new WiredStore(backend, Date.now);
    return { parts: [{ limits }, { limits: { ...limits, ...weaker } }] };
  }),
);

/** What a limit in bytes may be compared with by mistake. */
const countings: Readonly<Record<string, (payload: string) => number>> = {
  'the bytes of a JSON string': (payload) => Buffer.byteLength(JSON.stringify(payload)) - 2,
  'an escaped literal of SQL': (payload) => Buffer.byteLength(payload.replaceAll("'", "''")),
  'the bytes of UTF-16': (payload) => payload.length * 2,
  characters: (payload) => Array.from(payload).length,
  'UTF-16 units': (payload) => payload.length,
  'three bytes for every unit': (payload) => payload.length * 3,
  'the bytes of base64': (payload) => Math.ceil(Buffer.byteLength(payload) / 3) * 4,
};

export const brokenAtClaims = [
  ...overstated,
  broken('a memory cache in front of a database claims to be durable', ['6'], Durable, (backend) => ({
    parts: [new Durable(backend, Date.now), new WiredStore(backend, Date.now)],
  })),
  broken('a store that loses records on a restart claims to be durable', ['1'], Durable),
  broken(
    'limits can be changed',
    ['1'],
    class extends WiredStore {
      override readonly limits: StoreLimits = { ...new WiredStore(this.backend, this.clock).limits };
    },
  ),
  broken('each instance has limits of its own', ['1'], OwnLimits),
  broken('touch exists although it is not claimed', ['2'], WiredStore, () => ({
    claims: ['deleteExpired', 'countExpired', 'owners', 'diagnose', 'close'],
  })),
  broken(
    'countExpired exists without deleteExpired',
    ['2'],
    class extends WiredStore {
      constructor(backend: Backend, clock: () => number, options?: object) {
        super(backend, clock, options);
        Object.defineProperty(this, 'deleteExpired', { value: undefined });
      }
    },
    () => ({ claims: ['touch', 'countExpired', 'owners', 'diagnose', 'close'] }),
  ),
  broken(
    'owners is claimed and absent',
    ['2'],
    class extends WiredStore {
      constructor(backend: Backend, clock: () => number, options?: object) {
        super(backend, clock, options);
        Object.defineProperty(this, 'owners', { value: undefined });
      }
    },
  ),
  broken(
    'the limit counts units instead of bytes',
    ['3a'],
    class extends WiredStore {
      override refuseTooLarge(record: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
        super.refuseTooLarge({ ...record, payload: 'x'.repeat(record.payload.length) });
      }
    },
  ),
  broken(
    'the real limit is one byte lower than the declared one',
    ['3a', '76'],
    class extends WiredStore {
      override refuseTooLarge(record: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
        super.refuseTooLarge({ ...record, payload: record.payload === '' ? '' : `${record.payload}x` });
      }
    },
  ),
  ...Object.entries(countings).map(([what, lengthOf]) =>
    broken(
      `the limit counts ${what}`,
      ['3c'],
      class extends WiredStore {
        override refuseTooLarge({ payload, expiresAt }: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
          if (lengthOf(payload) > this.limits.maxPayloadBytes)
            throw new SessionTooLargeError('The session is too long.');
          super.refuseTooLarge({ payload: '', expiresAt });
        }
      },
    ),
  ),
  broken(
    'a deadline after the latest one is kept',
    ['3b'],
    class extends WiredStore {
      override refuseTooLarge(record: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
        super.refuseTooLarge({ ...record, expiresAt: 0 });
      }
    },
  ),
  broken(
    'unknown options are ignored',
    ['5'],
    class extends WiredStore {
      constructor(backend: Backend, clock: () => number, _ignored?: object) {
        super(backend, clock, {});
      }
    },
  ),
];
