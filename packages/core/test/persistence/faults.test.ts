import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import type { Session } from '../../src/session/session.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { sessionIdOf } from '../../src/keys/session-key.js';
import type { SessionId, SessionKey } from '../../src/contract/session-id.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { day, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { atRest, hooked, type Kind, kinds } from './hooked-store.js';
import { type Fault, faults, faulty } from './faults.js';

interface Walk {
  /** What the browser has before: nothing, a guest's session with 1 visit, or one of alice's with 1 visit. */
  readonly from: 'nothing' | 'guest' | 'alice';
  readonly handler?: (session: Session<Shop>) => unknown;
  readonly outside?: (sessions: SessionManager<Shop>, id: SessionId, key: SessionKey) => Promise<unknown>;
  /** What the browser finds when all went well. */
  readonly visits: number | undefined;
  readonly owner?: string;
  readonly later?: number;
  /** The handler asks for the id, and is told the one that the browser then has. */
  readonly asks?: true;
}

const count = (session: Session<Shop>): unknown => session.update('visits', 0, (visits) => visits + 1);

const walks: Record<string, Walk> = {
  create: { from: 'nothing', handler: count, visits: 1 },
  'create by sign-in': { from: 'nothing', handler: (s) => (count(s), s.signIn('alice')), visits: 1, owner: 'alice' },
  start: { from: 'nothing', handler: (s) => (s.start(), count(s)), visits: 1, asks: true },
  update: { from: 'guest', handler: count, visits: 2 },
  'update by save, and again': { from: 'guest', handler: async (s) => (count(s), await s.save(), count(s)), visits: 3 },
  empty: { from: 'guest', handler: (s) => s.clear(), visits: undefined },
  renew: { from: 'guest', later: 2 * day, visits: 1 },
  'count and renew': { from: 'guest', later: 2 * day, handler: count, visits: 2 },
  regenerate: { from: 'guest', handler: (s) => (count(s), s.regenerate()), visits: 2 },
  "regenerate an owner's": { from: 'alice', handler: (s) => (count(s), s.regenerate()), visits: 2, owner: 'alice' },
  'sign a guest in': { from: 'guest', handler: (s) => (count(s), s.signIn('alice')), visits: 2, owner: 'alice' },
  'sign the owner in again': {
    from: 'alice',
    handler: (s) => (count(s), s.signIn('alice')),
    visits: 2,
    owner: 'alice',
  },
  'sign another owner in': { from: 'alice', handler: (s) => (s.signIn('bob'), count(s)), visits: 1, owner: 'bob' },
  'sign in and ask': { from: 'guest', handler: (s) => s.signIn('alice'), visits: 1, owner: 'alice', asks: true },
  destroy: { from: 'alice', handler: (s) => s.destroy(), visits: undefined },
  'destroy and begin anew': { from: 'alice', handler: async (s) => (await s.destroy(), count(s)), visits: 1 },
  revoke: { from: 'alice', outside: (sessions, id) => sessions.revoke(id), visits: undefined },
  'revoke by owner': {
    from: 'alice',
    outside: (sessions, id) => sessions.revoke(id, { owner: 'alice' }),
    visits: undefined,
  },
  edit: {
    from: 'alice',
    outside: (sessions, id) => sessions.edit(id, (s) => void count(s)),
    visits: 2,
    owner: 'alice',
  },
  put: {
    from: 'guest',
    outside: (sessions, _id, key) => sessions.save(key, { visits: 2 }, 2_000_000_000_000),
    visits: 2,
  },
};

/** One browser, one store, a manager whose calls fail as asked, and another that finds out what is left. */
async function run(walk: Walk, kind: Kind, faultAt: (index: number) => Fault | undefined, storeTimeout = 4000) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const line = faulty(faultAt);
  const timed = { clock, storeTimeout: { seconds: storeTimeout / 1000 } };
  const sessions = new SessionManager<Shop>({ ...timed, store: hooked(store, kind, line.hook) });
  // Nothing hangs here: only a machine that is busy would meet a bound.
  const honest = new SessionManager<Shop>({ clock, store, storeTimeout: { minutes: 10 } });
  const jar = new CookieJar();
  const keys = new Set<SessionKey>();
  const held = (): SessionKey | undefined => jar.header?.split('=')[1] as SessionKey | undefined;
  if (walk.from !== 'nothing') {
    await visit(honest, jar, (session) => {
      count(session);
      if (walk.from === 'alice') session.signIn('alice');
    });
    keys.add(held()!);
  }
  const former = held();
  const formerId = former && (await sessionIdOf(former));
  const before = store.dump();
  time.now += walk.later ?? 0;
  let told: SessionId | undefined;
  let error: unknown;
  try {
    if (walk.outside) await walk.outside(sessions, formerId!, former!);
    else {
      await request(sessions, jar, async (session) => {
        await walk.handler?.(session);
        if (walk.asks) told = session.id;
      });
    }
  } catch (thrown) {
    error = thrown;
  }
  const after = store.dump();
  await line.land();
  if (held()) keys.add(held()!);
  const found = await honest.read(jar.header);
  const rest = atRest(store, time.now);
  const holdable = await Promise.all([...keys].map(sessionIdOf));
  return {
    error,
    calls: line.calls,
    /** What was there is as it was; a new record whose key nobody has may have been left behind. */
    nothingDone: isUntouched(before, after) && isUntouched(before, store.dump()),
    visits: found.get('visits'),
    owner: found.owner,
    isNew: found.isNew,
    told,
    id: found.id,
    /** Live sessions that the browser holds or has held the key of. */
    live: rest.filter(({ id, isLive }) => isLive && holdable.includes(id as SessionId)),
    /** Live sessions whose key nobody has. */
    unseen: rest.filter(({ id, isLive }) => isLive && !holdable.includes(id as SessionId)),
    former: rest.find(({ id }) => id === formerId),
  };
}

function isUntouched(before: string, after: string): boolean {
  const records = (dump: string) => new Map((JSON.parse(dump) as { records: [string, unknown][] }).records);
  const now = records(after);
  return [...records(before)].every(([id, record]) => JSON.stringify(record) === JSON.stringify(now.get(id)));
}

/** A request to its end; what an error page would do after a failure must come to nothing. */
async function request(sessions: SessionManager<Shop>, jar: CookieJar, handler: Walk['handler']): Promise<void> {
  const opened = await sessions.open(jar.header);
  const { session, commit } = opened;
  try {
    await handler?.(session);
    jar.take(await commit({ status: 200 }));
  } catch (error) {
    try {
      session.set('name', 'from the error page');
    } catch {
      // Refused is as good.
    }
    const last = await commit({ status: 503 });
    // What was awaited stands, and what it earned goes out with the error page.
    jar.take(last);
    throw error;
  }
}

function check(walk: Walk, result: Awaited<ReturnType<typeof run>>): void {
  const { error, visits, owner, live, former, isNew } = result;
  expect(live.length).toBeLessThanOrEqual(1);
  // Never an old key with new privileges.
  if (former) expect([undefined, walk.from === 'alice' ? 'alice' : undefined]).toContain(former.owner);
  if (former?.successor !== undefined) expect(former.owner).toBeUndefined();
  expect(JSON.stringify([live, result.unseen])).not.toContain('error page');
  if (error === undefined) {
    expect({ visits, owner }).toEqual({ visits: walk.visits, owner: walk.owner });
    expect(isNew).toBe(walk.visits === undefined);
    if (walk.asks) expect(result.id).toBe(result.told);
    return;
  }
  expect(error).toBeInstanceOf(StoreError);
  const { outcome } = error as StoreError;
  if (outcome === 'not-applied' && !walk.handler?.toString().includes('await')) expect(result.nothingDone).toBe(true);
  // Never counted twice, never below what was there.
  const possible = [walk.from === 'nothing' ? undefined : 1, walk.visits, ...(walk.visits === 3 ? [2] : []), undefined];
  expect(possible).toContain(visits);
}

function explained(problem: unknown, where: unknown[], { calls, error }: Awaited<ReturnType<typeof run>>): unknown {
  if (problem instanceof Error) problem.message += `\n${JSON.stringify(where)}: ${calls.join(', ')}; ${String(error)}`;
  return problem;
}

describe.each(kinds)('one fault, $tellsVersion $touches', (kind) => {
  it.each(Object.entries(walks))(
    '%s',
    async (name, walk) => {
      const { calls, error } = await run(walk, kind, () => undefined);
      expect(error).toBeUndefined();
      for (const fault of faults) {
        for (let at = 0; at < calls.length + 2; at++) {
          const hangs = typeof fault === 'string' && fault.startsWith('hangs');
          const result = await run(walk, kind, (index) => (index === at ? fault : undefined), hangs ? 40 : 4000);
          try {
            check(walk, result);
            // One fault leaves nothing behind that nobody holds a key to, however late it arrives.
            expect(result.unseen).toEqual([]);
            // The answer could be checked, so the browser has a session still, whatever it was told.
            if (walk.visits !== undefined && walk.from !== 'nothing' && !name.includes('destroy'))
              expect(result.isNew).toBe(false);
          } catch (problem) {
            throw explained(problem, [fault, at], result);
          }
        }
      }
    },
    60_000,
  );
});

describe.each(kinds)('two faults and outages, $tellsVersion $touches', (kind) => {
  it.each(Object.entries(walks))(
    '%s',
    async (_name, walk) => {
      const { calls, error } = await run(walk, kind, () => undefined);
      expect(error).toBeUndefined();
      const quick = faults.filter((fault) => typeof fault === 'object' || !fault.startsWith('hangs'));
      for (const first of quick) {
        for (const second of quick) {
          for (let at = 0; at < calls.length + 1; at++) {
            for (const last of [at + 1, at + 2, at + 3, Infinity]) {
              const result = await run(walk, kind, (index) => {
                if (index === at) return first;
                return (last === Infinity ? index > at : index === last) ? second : undefined;
              });
              try {
                check(walk, result);
              } catch (problem) {
                throw explained(problem, [first, at, second, last], result);
              }
            }
          }
        }
      }
    },
    120_000,
  );
});
