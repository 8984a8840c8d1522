import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { Session } from '../../src/session/session.js';
import type { Options, Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { hooked, kinds, type Kind } from './hooked-store.js';
import { explore, Interleaving } from './interleaving.js';
import { twoProcesses } from './ways.js';

type Handler = (session: Session<Shop>) => unknown;

const asAlice: Handler = (session) => session.signIn('alice', { keep: ['cart'] });

/** All orders in which the store can serve requests that come with one cookie, each in a process of its own. */
async function inEveryOrder(
  kind: Kind,
  { begin, handlers, options = {} }: { begin: Handler; handlers: readonly Handler[]; options?: Options },
  check: (jars: readonly CookieJar[], honest: SessionManager<Shop>, said: string, trace: string[]) => Promise<void>,
): Promise<number> {
  return explore(500, async (choose) => {
    const clock = (): number => 1_800_000_000_000;
    const store = new MemorySessionStore({ clock });
    const honest = new SessionManager<Shop>({ store, clock });
    const first = new CookieJar();
    await visit(honest, first, begin);
    const lines = new Interleaving();
    const jars = handlers.map(() => new CookieJar(first));
    const results: (string | undefined)[] = [];
    const bodies = handlers.map((handler, process) => async () => {
      const sessions = new SessionManager<Shop>({
        ...options,
        clock,
        store: hooked(store, kind, lines.hookOf(process)),
      });
      results[process] = await visit(sessions, jars[process]!, handler).then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      );
    });
    await lines.run(bodies, choose);
    await check(jars, honest, `${results.join(', ')} (${lines.trace.join(' ')})`, lines.trace);
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

describe.each(kinds)('two clicks on "Sign in", tellsVersion $tellsVersion', (kind) => {
  it.each([
    ['two', 2],
    ['three', 3],
  ])("%s requests with a guest's cookie: each cookie opens a session of alice with the cart", async (_name, clicks) => {
    const orders = await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).set('name', 'guest'),
        handlers: Array.from({ length: clicks }, () => asAlice),
      },
      async (jars, honest, said) => {
        const opened = await Promise.all(jars.map(({ header }) => honest.read(header)));
        for (const session of opened) {
          expect([session.owner, session.toObject()], `in the order ${said}`).toEqual(['alice', { cart: { hat: 1 } }]);
        }
        expect(await listed(honest, 'alice'), `in the order ${said}`).toEqual(inOrder(opened.map(({ id }) => id!)));
      },
    );
    expect(orders).toBeGreaterThan(5);
  });

  it('whoever is signed in already and signs in again twice is refused neither time', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).signIn('alice'),
        handlers: [(session) => session.signIn('alice'), (session) => session.signIn('alice')],
      },
      async (jars, honest, said) => {
        for (const { header } of jars) {
          const session = await honest.read(header);
          expect([session.owner, session.toObject()], `in the order ${said}`).toEqual(['alice', { cart: { hat: 1 } }]);
        }
      },
    );
  });

  it('whoever changes to another account twice is refused neither time, and takes what keep names', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }).set('name', 'Bob').signIn('bob'),
        handlers: [asAlice, asAlice],
      },
      async (jars, honest, said) => {
        const opened = await Promise.all(jars.map(({ header }) => honest.read(header)));
        for (const session of opened) {
          expect(session.owner, `in the order ${said}`).toBe('alice');
          expect(session.has('name'), `in the order ${said}`).toBe(false);
          expect(session.get('cart'), `in the order ${said}`).toEqual({ hat: 1 });
        }
      },
    );
  });

  it('two people: neither gets anything of the other, and neither is refused', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }),
        handlers: [asAlice, (session) => session.set('name', 'Bob').signIn('bob')],
      },
      async ([hers, his], honest, said) => {
        const [alice, bob] = await Promise.all([honest.read(hers!.header), honest.read(his!.header)]);
        expect([alice.owner, bob.owner], `in the order ${said}`).toEqual(['alice', 'bob']);
        expect(bob.get('name'), `in the order ${said}`).toBe('Bob');
        expect([alice.has('name'), alice.has('cart') && bob.has('cart')], `in the order ${said}`).toEqual([
          false,
          false,
        ]);
      },
    );
  });

  it('beside a regenerate: the cookie of the sign-in opens her session with the cart, and no other does', async () => {
    await inEveryOrder(
      kind,
      {
        begin: (session) => session.set('cart', { hat: 1 }),
        handlers: [asAlice, (session) => session.regenerate()],
      },
      async ([signedIn, regenerated], honest, said, trace) => {
        const session = await honest.read(signedIn!.header);
        // Who comes with a superseded key, and is a guest still, has no claim to what stands under the new one.
        const isLate = trace.slice(0, trace.indexOf('0:load')).includes('1:update');
        expect([session.owner, session.toObject()], `in the order ${said}`).toEqual([
          'alice',
          isLate ? {} : { cart: { hat: 1 } },
        ]);
        expect((await honest.read(regenerated!.header)).owner, `in the order ${said}`).toBeUndefined();
      },
    );
  });
});

describe('the second of two sign-ins', () => {
  it('takes what the session of the first holds by now', async () => {
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

  it('finds the session of the first under another key', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('cart', { hat: 1 }));
    const second = new CookieJar(jar);
    await visit(other, jar, asAlice);
    await visit(other, jar, (session) => session.regenerate());
    await visit(other, second, asAlice);
    expect((await other.read(second.header)).get('cart')).toEqual({ hat: 1 });
  });

  it('says of no conflict, and is no error where conflicts are: nothing is written over', async () => {
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

  it('begins a session of its own, whose end leaves the first one alone', async () => {
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

  it('takes nothing of a session that has ended, and is interrupted where its own had an owner', async () => {
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

  it('is not needed for the old key to open nothing: without a sign-in of its owner it reads as empty', async () => {
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
