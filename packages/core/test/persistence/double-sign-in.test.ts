import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { Session } from '../../src/session/session.js';
import type { Options, Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { hooked, kinds, type Kind } from './hooked-store.js';
import { explore, Interleaving } from './interleaving.js';
import { twoProcesses } from './two-processes.js';

type Handler = (session: Session<Shop>) => unknown;

const asAlice: Handler = (session) => session.signIn('alice', { keep: ['cart'] });

/** Tries every order in which the store can serve requests with one cookie, each in its own process. */
async function inEveryOrder(
  kind: Kind,
  { begin, handlers, options = {} }: { begin: Handler; handlers: readonly Handler[]; options?: Options },
  check: (jars: readonly CookieJar[], observer: SessionManager<Shop>, order: string, trace: string[]) => Promise<void>,
): Promise<number> {
  return explore(500, async (choose) => {
    const clock = (): number => 1_800_000_000_000;
    const store = new MemorySessionStore({ clock });
    const observer = new SessionManager<Shop>({ store, clock });
    const first = new CookieJar();
    await visit(observer, first, begin);
    const interleaving = new Interleaving();
    const jars = handlers.map(() => new CookieJar(first));
    const results: (string | undefined)[] = [];
    const bodies = handlers.map((handler, process) => async () => {
      const sessions = new SessionManager<Shop>({
        ...options,
        clock,
        store: hooked(store, kind, interleaving.hookOf(process)),
      });
      results[process] = await visit(sessions, jars[process]!, handler).then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      );
    });
    await interleaving.run(bodies, choose);
    await check(jars, observer, `${results.join(', ')} (${interleaving.trace.join(' ')})`, interleaving.trace);
  });
}

async function listed(sessions: SessionManager<Shop>, owner: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of sessions.list(owner)) ids.push(id);
  return inOrder(ids);
}

function inOrder(ids: readonly string[]): string[] {
  return ids.toSorted((a, b) => (a < b ? -1 : 1));
}

describe.each(kinds)('repeated clicks on "Sign in", returnsVersion $returnsVersion', (kind) => {
  it.each([
    ['two requests', 2],
    ['three requests', 3],
  ])("%s with a guest's cookie each set the cookie of a session with the guest's cart", async (_name, clicks) => {
    const orders = await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).set('name', 'guest'),
        handlers: Array.from({ length: clicks }, () => asAlice),
      },
      async (jars, observer, order) => {
        const opened = await Promise.all(jars.map(({ header }) => observer.read(header)));
        for (const session of opened) {
          expect([session.owner, session.toObject()], `in the order ${order}`).toEqual(['alice', { cart: { hat: 1 } }]);
        }
        expect(await listed(observer, 'alice'), `in the order ${order}`).toEqual(inOrder(opened.map(({ id }) => id!)));
      },
    );
    expect(orders).toBeGreaterThan(5);
  });

  it('both succeed for a user who is signed in already', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).signIn('alice'),
        handlers: [(session) => session.signIn('alice'), (session) => session.signIn('alice')],
      },
      async (jars, observer, order) => {
        for (const { header } of jars) {
          const session = await observer.read(header);
          expect([session.owner, session.toObject()], `in the order ${order}`).toEqual(['alice', { cart: { hat: 1 } }]);
        }
      },
    );
  });

  it('both succeed for a user who changes to another account, and keep only the named data', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).set('name', 'Bob').signIn('bob'),
        handlers: [asAlice, asAlice],
      },
      async (jars, observer, order) => {
        const opened = await Promise.all(jars.map(({ header }) => observer.read(header)));
        for (const session of opened) {
          expect(session.owner, `in the order ${order}`).toBe('alice');
          expect(session.has('name'), `in the order ${order}`).toBe(false);
          expect(session.get('cart'), `in the order ${order}`).toEqual({ hat: 1 });
        }
      },
    );
  });

  it('of two people both succeed, and neither gets data of the other', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }),
        handlers: [asAlice, (session) => session.set('name', 'Bob').signIn('bob')],
      },
      async ([hers, his], observer, order) => {
        const [alice, bob] = await Promise.all([observer.read(hers!.header), observer.read(his!.header)]);
        expect([alice.owner, bob.owner], `in the order ${order}`).toEqual(['alice', 'bob']);
        expect(bob.get('name'), `in the order ${order}`).toBe('Bob');
        expect([alice.has('name'), alice.has('cart') && bob.has('cart')], `in the order ${order}`).toEqual([
          false,
          false,
        ]);
      },
    );
  });

  it('of which one is a regenerate: only the cookie of the sign-in identifies the owned session', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }),
        handlers: [asAlice, (session) => session.regenerate()],
      },
      async ([signedIn, regenerated], observer, order, trace) => {
        const session = await observer.read(signedIn!.header);
        // A sign-in that comes with a superseded guest key gets none of the data under the new key.
        const isLate = trace.slice(0, trace.indexOf('0:load')).includes('1:update');
        expect([session.owner, session.toObject()], `in the order ${order}`).toEqual([
          'alice',
          isLate ? {} : { cart: { hat: 1 } },
        ]);
        expect((await observer.read(regenerated!.header)).owner, `in the order ${order}`).toBeUndefined();
      },
    );
  });
});

describe('the second of two sign-ins', () => {
  it('gets the data that the session of the first has by then', async () => {
    for (const isLoadedBefore of [true, false]) {
      const { other, jar } = twoProcesses();
      await visit(other, jar, (session) => session.set('cart', { hat: 1 }).set('name', 'guest'));
      const second = new CookieJar(jar);
      const opened = isLoadedBefore && (await other.open(second.header));
      await visit(other, jar, asAlice);
      await visit(other, jar, (session) => session.update('cart', {}, (cart) => void (cart['coat'] = 2)));
      const { session, commit } = opened || (await other.open(second.header));
      session.update('visits', 0, (visits) => visits + 1);
      session.signIn('alice', { keep: ['cart', 'visits'] });
      second.take(await commit({ status: 200 }));
      expect((await other.read(second.header)).toObject()).toEqual({ cart: { hat: 1, coat: 2 }, visits: 1 });
      expect((await other.read(jar.header)).toObject()).toEqual({ cart: { hat: 1, coat: 2 } });
    }
  });

  it('finds the session of the first although its key has changed', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('cart', { hat: 1 }));
    const second = new CookieJar(jar);
    await visit(other, jar, asAlice);
    await visit(other, jar, (session) => session.regenerate());
    await visit(other, second, asAlice);
    expect((await other.read(second.header)).get('cart')).toEqual({ hat: 1 });
  });

  it('emits no conflict and does not fail with onConflict "error", because it overwrites nothing', async () => {
    const { other, slow, jar } = twoProcesses({ onConflict: 'error' });
    await visit(other, jar, (session) => session.set('cart', { hat: 1 }));
    const second = new CookieJar(jar);
    const { session, commit } = await slow.open(second.header);
    const conflicts: string[] = [];
    slow.on('conflict', ({ key }) => conflicts.push(key));
    await visit(other, jar, (first) => {
      first.signIn('alice');
      first.set('name', 'first');
    });
    session.signIn('alice');
    session.set('name', 'second');
    second.take(await commit({ status: 200 }));
    expect([(await other.read(jar.header)).get('name'), (await other.read(second.header)).get('name')]).toEqual([
      'first',
      'second',
    ]);
    expect(conflicts).toEqual([]);
  });

  it('begins a session of its own, which can end without ending the first', async () => {
    const { other, jar, time } = twoProcesses();
    await visit(other, jar, (session) => session.set('cart', { hat: 1 }));
    const second = new CookieJar(jar);
    await visit(other, jar, asAlice);
    time.now += 1000;
    await visit(other, second, asAlice);
    expect((await other.read(second.header)).createdAt).toBe(time.now);
    await visit(other, second, (session) => session.destroy());
    expect((await other.read(jar.header)).owner).toBe('alice');
  });

  it('gets no data of a session that has ended, and is interrupted if that session had an owner', async () => {
    for (const owner of [undefined, 'alice']) {
      const { other, jar } = twoProcesses();
      await visit(other, jar, (session) => {
        session.set('cart', { hat: 1 });
        if (owner !== undefined) session.signIn(owner);
      });
      const second = new CookieJar(jar);
      const { session, commit } = await other.open(second.header);
      await visit(other, jar, asAlice);
      await visit(other, jar, (first) => first.destroy());
      session.signIn('alice', { keep: ['cart'] });
      if (owner === undefined) {
        second.take(await commit({ status: 200 }));
        expect((await other.read(second.header)).toObject()).toEqual({});
      } else {
        await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
      }
    }
  });

  it('by another owner gets no data, because the superseded key reads as empty', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('cart', { hat: 1 }));
    const old = new CookieJar(jar);
    await visit(other, jar, asAlice);
    const { session, commit } = await other.open(old.header);
    expect([session.owner, session.toObject()]).toEqual([undefined, {}]);
    session.signIn('eve', { keep: ['cart'] });
    old.take(await commit({ status: 200 }));
    expect((await other.read(old.header)).toObject()).toEqual({});
  });
});
