import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { Session } from '../../src/session/session.js';
import type { SessionId } from '../../src/contract/session-id.js';
import type { Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { hooked, kinds, type Kind } from './hooked-store.js';
import { type Choice, explore, Interleaving } from './interleaving.js';

interface Passwords {
  version: number;
}

type SignIn = (session: Session<Shop>, passwords: Passwords, checked: number) => Promise<void>;

/**
 * An attacker signs in as alice with her old password, from a guest's session or without one, while she changes it and
 * signs out everywhere. Returns whether the attacker's session is live afterwards.
 */
async function race(signIn: SignIn, from: 'nothing' | 'guest', kind: Kind, choose: Choice): Promise<boolean> {
  const clock = (): number => 1_800_000_000_000;
  const store = new MemorySessionStore({ clock });
  const observer = new SessionManager<Shop>({ store, clock });
  const jar = new CookieJar();
  if (from === 'guest') await visit(observer, jar, (session) => session.set('visits', 1));
  const interleaving = new Interleaving();
  const sessions = new SessionManager<Shop>({ clock, store: hooked(store, kind, interleaving.hookOf(0)) });
  const passwords: Passwords = { version: 1 };
  const step = (verb: string, apply: () => Promise<unknown>) =>
    interleaving.hookOf(1)({ verb, id: '' as SessionId, apply });
  await interleaving.run(
    [
      async () => {
        const checked = passwords.version;
        await visit(sessions, jar, (session) => signIn(session, passwords, checked));
      },
      async () => {
        await step('change', () => Promise.resolve(passwords.version++));
        await step('revokeOwner', () => observer.revokeOwner('alice'));
      },
    ],
    choose,
  );
  const { owner } = await observer.read(jar.header);
  let listed = 0;
  for await (const { id } of observer.list('alice')) listed += id ? 1 : 0;
  expect(listed, `listed, and of the browser's cookie: ${interleaving.trace.join(' ')}`).toBe(
    owner === 'alice' ? 1 : 0,
  );
  return owner === 'alice';
}

async function allOrders(signIn: SignIn, kind: Kind): Promise<boolean[]> {
  const survived: boolean[] = [];
  for (const from of ['nothing', 'guest'] as const)
    await explore(200, async (choose) => void survived.push(await race(signIn, from, kind, choose)));
  return survived;
}

describe.each(kinds)('a sign-in that began before revokeOwner, returnsVersion $returnsVersion', (kind) => {
  it('ends if it was stored before revokeOwner, and stays if it was stored after', async () => {
    const survived = await allOrders((session) => {
      session.signIn('alice');
      return Promise.resolve();
    }, kind);
    expect(new Set(survived)).toEqual(new Set([true, false]));
  });

  it('never stays if the handler saves it and then checks the password again', async () => {
    const survived = await allOrders(async (session, passwords, checked) => {
      session.signIn('alice');
      await session.save();
      if (passwords.version !== checked) await session.destroy();
    }, kind);
    expect(survived.length).toBeGreaterThan(5);
    expect(survived).not.toContain(true);
  });
});

it('revokeOwner keeps the sign-in of its own request if that is excepted, although it is stored later', async () => {
  const clock = (): number => 1_800_000_000_000;
  const store = new MemorySessionStore({ clock });
  const sessions = new SessionManager<Shop>({ store, clock });
  const [jar, elsewhere] = [new CookieJar(), new CookieJar()];
  await visit(sessions, elsewhere, (session) => session.signIn('alice'));
  await visit(sessions, jar, async (session) => {
    session.signIn('alice');
    expect(await sessions.revokeOwner('alice', { except: session })).toBe(1);
  });
  expect((await sessions.read(jar.header)).owner).toBe('alice');
  expect((await sessions.read(elsewhere.header)).owner).toBeUndefined();
});
