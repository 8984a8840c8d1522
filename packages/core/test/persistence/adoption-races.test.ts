import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { Session } from '../../src/session/session.js';
import { foreignFramework } from '../foreign-framework.js';
import type { Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { storedRecords, hooked, kinds, type Kind } from './hooked-store.js';
import { explore, Interleaving } from './interleaving.js';
import { twoProcesses } from './two-processes.js';

type Handler = (session: Session<Shop>) => unknown;

const count: Handler = (session) => session.update('visits', 0, (visits) => visits + 1);
const read: Handler = (session) => session.get('visits');

interface Outcome {
  readonly order: string;
  readonly results: readonly string[];
  /** The cookie of ours that each browser has afterwards. */
  readonly keys: readonly (string | undefined)[];
  readonly live: ReturnType<typeof storedRecords>;
  readonly observer: SessionManager<Shop>;
  readonly foreign: string;
}

/** Tries every order in which the store can serve first requests with one foreign cookie, each in its own process. */
async function inEveryOrder(
  kind: Kind,
  handlers: readonly Handler[],
  check: (outcome: Outcome) => Promise<void> | void,
) {
  await explore(400, async (choose) => {
    const clock = (): number => 1_800_000_000_000;
    const store = new MemorySessionStore({ clock });
    const { adoptOnly: adopt, begin } = foreignFramework();
    const foreign = begin('one', { visits: 40 }, 'alice');
    const interleaving = new Interleaving();
    const results: string[] = [];
    const keys: (string | undefined)[] = [];
    const bodies = handlers.map((handler, process) => async () => {
      const through = hooked(store, kind, interleaving.hookOf(process));
      const sessions = new SessionManager<Shop>({ store: through, clock, adopt });
      const jar = new CookieJar();
      jar.put(foreign);
      results[process] = await visit(sessions, jar, handler).then(
        () => 'ok',
        (error: Error & { readonly code?: string }) => error.code ?? error.message,
      );
      keys[process] = /__Host-sid=\w+/.exec(jar.header ?? '')?.[0];
    });
    await interleaving.run(bodies, choose);
    const live = storedRecords(store, clock()).filter(({ isLive }) => isLive);
    const observer = new SessionManager<Shop>({ store, clock, adopt });
    await check({
      order: `${results.join(', ')}: ${interleaving.trace.join(' ')}`,
      results,
      keys,
      live,
      observer,
      foreign,
    });
  });
}

describe.each(kinds)('concurrent first requests with one foreign cookie, returnsVersion $returnsVersion', (kind) => {
  it.each([
    ['two that count', [count, count], 42],
    ['three that count', [count, count, count], 43],
    ['one that counts and one that reads', [count, read], 41],
    ['two that read', [read, read], 40],
  ] satisfies [string, Handler[], number][])(
    '%s store one session with all changes, and one response sets its cookie',
    async (_name, handlers, visits) => {
      await inEveryOrder(kind, handlers, async ({ order, results, keys, live, observer }) => {
        expect(results, `in the order ${order}`).toEqual(handlers.map(() => 'ok'));
        expect(live, `in the order ${order}`).toMatchObject([{ owner: 'alice', data: { visits } }]);
        const given = keys.filter((key) => key !== undefined);
        expect(given, `in the order ${order}`).toHaveLength(1);
        expect((await observer.read(given[0])).owner, `in the order ${order}`).toBe('alice');
      });
    },
  );

  it('of which one signs out leave no owned session, and the foreign cookie signs nobody in', async () => {
    for (const other of [count, read]) {
      await inEveryOrder(
        kind,
        [other, (session) => session.destroy()],
        async ({ order, results, live, observer, foreign }) => {
          // A request that only reads never fails, whatever happens to the session meanwhile.
          expect(results[0], `in the order ${order}`).toMatch(other === read ? /^ok$/ : /^(ok|INTERRUPTED)$/);
          expect(results[1], `in the order ${order}`).toBe('ok');
          expect((await observer.read(foreign)).owner, `in the order ${order}`).toBeUndefined();
          // A request that comes after the sign-out is that of a new visitor.
          expect(
            live.filter(({ owner }) => owner !== undefined),
            `in the order ${order}`,
          ).toEqual([]);
        },
      );
    }
  });

  it('of which one signs in keep the write of the other only if it was stored first', async () => {
    await inEveryOrder(
      kind,
      [count, (session) => session.signIn('alice')],
      async ({ order, results, keys, observer }) => {
        expect(results[1], `in the order ${order}`).toBe('ok');
        const session = await observer.read(keys[1]);
        expect(session.owner, `in the order ${order}`).toBe('alice');
        expect(session.get('visits'), `in the order ${order}`).toBe(results[0] === 'ok' ? 41 : 40);
      },
    );
  });
});

describe('a session that another request adopts and ends there, while this one looks for it there', () => {
  /** A browser whose request is about to load the foreign session when another one of it is served. */
  function overtaken() {
    const foreign = foreignFramework();
    const cookie = foreign.begin('one', { visits: 41 }, 'alice');
    const processes = twoProcesses({ adopt: foreign.adopt });
    let overtakes = true;
    const load: typeof foreign.adopt.load = async (id, options) => {
      if (overtakes) {
        overtakes = false;
        const jar = new CookieJar();
        jar.put(cookie);
        await visit(processes.other, jar, (session) => session.get('visits'));
      }
      return foreign.adopt.load(id, options);
    };
    const { store, time } = processes;
    const sessions = new SessionManager<Shop>({ store, clock: () => time.now, adopt: { ...foreign.adopt, load } });
    return { ...processes, sessions, cookie };
  }

  it('is found', async () => {
    const { sessions, cookie } = overtaken();
    const { session, commit } = await sessions.open(cookie);
    expect([session.owner, session.get('visits')]).toEqual(['alice', 41]);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
  });

  it('is ended by a sign-out', async () => {
    const { sessions, store, other, cookie, time } = overtaken();
    const { key } = await other.create({ owner: 'bob' });
    const { session } = await sessions.open(`__Host-sid=${key}; ${cookie}`);
    await session.destroy();
    expect(storedRecords(store, time.now).filter(({ isLive }) => isLive)).toEqual([]);
  });
});
