import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { Session } from '../../src/session/session.js';
import { foreignFramework } from '../foreign-framework.js';
import type { Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { atRest, hooked, kinds, type Kind } from './hooked-store.js';
import { explore, Interleaving } from './interleaving.js';

type Handler = (session: Session<Shop>) => unknown;

const count: Handler = (session) => session.update('visits', 0, (visits) => visits + 1);
const look: Handler = (session) => session.get('visits');

interface Outcome {
  readonly said: string;
  readonly results: readonly string[];
  /** What each browser holds of ours. */
  readonly keys: readonly (string | undefined)[];
  readonly live: ReturnType<typeof atRest>;
  readonly honest: SessionManager<Shop>;
  readonly foreign: string;
}

/** All orders in which the store can serve first requests with one foreign cookie, each in a process of its own. */
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
    const lines = new Interleaving();
    const results: string[] = [];
    const keys: (string | undefined)[] = [];
    const bodies = handlers.map((handler, process) => async () => {
      const through = hooked(store, kind, lines.hookOf(process));
      const sessions = new SessionManager<Shop>({ store: through, clock, adopt });
      const jar = new CookieJar();
      jar.put(foreign);
      results[process] = await visit(sessions, jar, handler).then(
        () => 'ok',
        (error: Error & { readonly code?: string }) => error.code ?? error.message,
      );
      keys[process] = /__Host-sid=\w+/.exec(jar.header ?? '')?.[0];
    });
    await lines.run(bodies, choose);
    const live = atRest(store, clock()).filter(({ isLive }) => isLive);
    const honest = new SessionManager<Shop>({ store, clock, adopt });
    await check({ said: `${results.join(', ')}: ${lines.trace.join(' ')}`, results, keys, live, honest, foreign });
  });
}

describe.each(kinds)('first requests with one foreign cookie at once, tellsVersion $tellsVersion', (kind) => {
  it.each([
    ['two that count', [count, count], 42],
    ['three that count', [count, count, count], 43],
    ['one that counts and one that looks', [count, look], 41],
    ['two that look', [look, look], 40],
  ] satisfies [string, Handler[], number][])(
    '%s: one session with all of it, and one answer with its key',
    async (_name, handlers, visits) => {
      await inEveryOrder(kind, handlers, async ({ said, results, keys, live, honest }) => {
        expect(results, `in the order ${said}`).toEqual(handlers.map(() => 'ok'));
        expect(live, `in the order ${said}`).toMatchObject([{ owner: 'alice', data: { visits } }]);
        const given = keys.filter((key) => key !== undefined);
        expect(given, `in the order ${said}`).toHaveLength(1);
        expect((await honest.read(given[0])).owner, `in the order ${said}`).toBe('alice');
      });
    },
  );

  it('a sign-out beside another: nothing is left, and the foreign cookie opens nothing', async () => {
    for (const other of [count, look]) {
      await inEveryOrder(
        kind,
        [other, (session) => session.destroy()],
        async ({ said, results, live, honest, foreign }) => {
          // A request that only looks is no error, whatever becomes of the session beside it.
          expect(results[0], `in the order ${said}`).toMatch(other === look ? /^ok$/ : /^(ok|INTERRUPTED)$/);
          expect(results[1], `in the order ${said}`).toBe('ok');
          expect((await honest.read(foreign)).owner, `in the order ${said}`).toBeUndefined();
          // Who came after the sign-out is a visitor like any other.
          expect(
            live.filter(({ owner }) => owner !== undefined),
            `in the order ${said}`,
          ).toEqual([]);
        },
      );
    }
  });

  it('a sign-in beside another: its key opens the session, and no write of the other is in it unless it came first', async () => {
    await inEveryOrder(kind, [count, (session) => session.signIn('alice')], async ({ said, results, keys, honest }) => {
      expect(results[1], `in the order ${said}`).toBe('ok');
      const session = await honest.read(keys[1]);
      expect(session.owner, `in the order ${said}`).toBe('alice');
      expect(session.get('visits'), `in the order ${said}`).toBe(results[0] === 'ok' ? 41 : 40);
    });
  });
});
