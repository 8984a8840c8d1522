import type { OwnerIndex, SessionId } from '@sess/core';
import { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding, type StoreClass } from './broken-store.js';

const { limits } = new WiredStore(new Backend(), Date.now);
const farLimits = Object.freeze({ ...limits, maxExpiresAt: 8.64e15 });

/** Returns the same store, which also keeps deadlines with more digits than today's instants. */
const keepingFar = (store: StoreClass): StoreClass =>
  class extends store {
    override readonly limits = farLimits;
  };

const isPastAsText = (expiresAt: number, now: number): boolean => String(expiresAt) <= String(now);

/** Whether the record is there, and past if its deadline and the time are compared as texts. */
async function endsAsText(id: SessionId, { server, clock }: WiredStore): Promise<boolean> {
  const found = await server.load(id);
  return found !== undefined && isPastAsText(found.expiresAt, clock());
}

/** The deadlines of all records, expired or not. */
const deadlines = new Map<SessionId, number>();

/** A store that remembers the deadlines, and has one verb that compares them as texts. */
class Remembering extends WiredStore {
  override async create(...call: Parameters<WiredStore['create']>) {
    const result = await super.create(...call);
    if (result.status === 'written') deadlines.set(call[0], call[1].expiresAt);
    return result;
  }

  override async update(...call: Parameters<WiredStore['update']>) {
    const result = await super.update(...call);
    if (result.status === 'written') deadlines.set(call[0], call[1].expiresAt);
    return result;
  }
}

const gone = { status: 'gone' } as const;

export const brokenByDeadlineLengths = [
  broken(
    'update compares deadlines as texts',
    ['167'],
    keepingFar(
      overriding({
        update: async (next, call, store) => ((await endsAsText(call[0], store)) ? gone : next(...call)),
      }),
    ),
  ),
  broken(
    'touch compares deadlines as texts',
    ['167'],
    keepingFar(
      overriding({
        touch: async (next, call, store) => !(await endsAsText(call[0], store)) && next(...call),
      }),
    ),
  ),
  broken(
    'deleteIf compares deadlines as texts',
    ['167'],
    keepingFar(
      overriding({
        deleteIf: async (next, call, store) => ((await endsAsText(call[0], store)) ? gone : next(...call)),
      }),
    ),
  ),
  broken(
    'create takes an old deadline with fewer digits for a later one',
    ['167'],
    class extends Remembering {
      override async create(...call: Parameters<WiredStore['create']>) {
        const former = deadlines.get(call[0]);
        if (former !== undefined && !isPastAsText(former, this.clock())) return { status: 'taken' } as const;
        return super.create(...call);
      }
    },
  ),
  broken(
    'a list compares deadlines as texts',
    ['167'],
    keepingFar(
      class extends WiredStore {
        constructor(backend: Backend, clock: () => number, options?: object) {
          super(backend, clock, options);
          const { listByOwner } = this.owners;
          const filtered: OwnerIndex['listByOwner'] = async (...call) => {
            const page = await listByOwner(...call);
            return { ...page, sessions: page.sessions.filter(({ expiresAt }) => !isPastAsText(expiresAt, clock())) };
          };
          Object.assign(this.owners, { listByOwner: filtered });
        }
      },
    ),
  ),
  broken(
    'clearing compares deadlines as texts',
    ['167'],
    keepingFar(
      class extends Remembering {
        override async deleteExpired(...call: Parameters<WiredStore['deleteExpired']>) {
          for (const [id, expiresAt] of deadlines) {
            if (isPastAsText(expiresAt, this.clock())) await this.server.delete(id);
          }
          return super.deleteExpired(...call);
        }
      },
    ),
  ),
];
