import type { OwnerIndex, SessionId, StoredSession } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';

/** When the server drops each record, by `performance.now()`. */
const drops = new WeakMap<Backend, Map<SessionId, number>>();

/** When the server drops the index of each owner. */
const indexDrops = new Map<string, number>();

/** How long the server keeps a record that is to live for so long. `undefined` leaves it as it was. */
interface Lifetimes {
  readonly created?: (livesMs: number) => number;
  readonly updated?: ((livesMs: number) => number) | undefined;
  readonly touched?: ((livesMs: number) => number) | undefined;
}

const exact = (livesMs: number): number => livesMs;

/** A server that drops records by its own clock. */
function dropping(lifetimes: Lifetimes): StoreClass {
  const { created = exact, updated, touched } = { updated: exact, touched: exact, ...lifetimes };
  return class extends WiredStore {
    get #drops(): Map<SessionId, number> {
      const known = drops.get(this.backend) ?? new Map<SessionId, number>();
      drops.set(this.backend, known);
      return known;
    }

    #keep(id: SessionId, expiresAt: number, lifetime: ((livesMs: number) => number) | undefined): void {
      if (lifetime) this.#drops.set(id, performance.now() + lifetime(expiresAt - this.clock()));
    }

    override async load(...call: Parameters<WiredStore['load']>): Promise<StoredSession | undefined> {
      const [id] = call;
      if (performance.now() >= (this.#drops.get(id) ?? Infinity)) await this.server.delete(id);
      return super.load(...call);
    }

    override async create(...call: Parameters<WiredStore['create']>) {
      const result = await super.create(...call);
      if (result.status === 'written') this.#keep(call[0], call[1].expiresAt, created);
      return result;
    }

    override async update(...call: Parameters<WiredStore['update']>) {
      const result = await super.update(...call);
      if (result.status === 'written') this.#keep(call[0], call[1].expiresAt, updated);
      return result;
    }

    override async touch(...call: Parameters<WiredStore['touch']>) {
      const isTouched = await super.touch(...call);
      if (isTouched) this.#keep(call[0], call[1], touched);
      return isTouched;
    }
  };
}

const everywhere = (lifetime: (livesMs: number) => number) =>
  dropping({ created: lifetime, updated: lifetime, touched: lifetime });

export const brokenInRealTime = [
  broken(
    'the server drops a record when it was to expire at first',
    ['155'],
    dropping({ updated: undefined, touched: undefined }),
  ),
  broken('an update does not move the expiry at the server', ['155'], dropping({ updated: undefined })),
  broken('a touch does not move the expiry at the server', ['155'], dropping({ touched: undefined })),
  broken(
    'the server drops records a second early',
    ['155'],
    everywhere((livesMs) => livesMs - 1000),
  ),
  broken(
    'the server keeps whole seconds, rounded down',
    ['155'],
    everywhere((livesMs) => Math.floor(livesMs / 1000) * 1000),
  ),
  broken(
    'the server keeps whole seconds, rounded',
    ['155'],
    everywhere((livesMs) => Math.round(livesMs / 1000) * 1000),
  ),
  broken(
    'the server takes seconds for milliseconds',
    ['155'],
    everywhere((livesMs) => Math.ceil(livesMs / 1000)),
  ),
  broken(
    'the server drops what was shortened at once',
    ['155'],
    dropping({ updated: (livesMs) => (livesMs < 60_000 ? 0 : livesMs) }),
  ),
  broken(
    'the server keeps every record for two seconds',
    ['155'],
    everywhere(() => 2000),
  ),
  broken(
    'a list drops sessions when the first of them was to expire',
    ['155'],
    class extends WiredStore {
      constructor(backend: Backend, clock: () => number, options?: object) {
        super(backend, clock, options);
        const { listByOwner } = this.owners;
        const shortLived: OwnerIndex['listByOwner'] = async (owner, ...rest) => {
          const page = await listByOwner(owner, ...rest);
          return performance.now() < (indexDrops.get(owner) ?? Infinity) ? page : { sessions: [] };
        };
        Object.assign(this.owners, { listByOwner: shortLived });
      }

      override async create(...call: Parameters<WiredStore['create']>) {
        const [, { owner, expiresAt }] = call;
        const end = performance.now() + expiresAt - this.clock();
        if (owner !== undefined) indexDrops.set(owner, Math.min(end, indexDrops.get(owner) ?? end));
        return super.create(...call);
      }
    },
  ),
];
