import { describe, expect, it, vi } from 'vitest';
import { day, setUp } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { InterruptedError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from './session-manager.js';
import { createSessionKey, sessionIdOf } from '../keys/session-key.js';
import type { SessionKey } from '../contract/session-id.js';

type Shop = { visits: number; name: string };

function withLifetimes() {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const lifetimes = { remembered: { idle: 60 * day, absolute: 300 * day } };
  const sessions = new SessionManager<Shop, 'remembered'>({ store, clock, lifetimes });
  return { time, store, sessions };
}

const keyIn = (jar: CookieJar): SessionKey => jar.header!.split('=')[1] as SessionKey;

describe('save keeps', () => {
  it('the named lifetime', async () => {
    const { time, sessions } = withLifetimes();
    const { key, cookie } = await sessions.create({ owner: 'alice', lifetime: 'remembered', data: { visits: 1 } });
    await sessions.save(key!, { visits: 2 }, time.now + 60 * day);
    time.now += 50 * day;
    const session = await sessions.read(`${cookie.name}=${cookie.value}`);
    expect(session.toObject()).toEqual({ visits: 2 });
    expect(session.owner).toBe('alice');
  });

  it('flash messages', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1).flash('notice', 'Saved'));
    await sessions.save(keyIn(jar), { visits: 2 }, time.now + day);
    let seen: unknown[] = [];
    await visit(sessions, jar, (session) => (seen = [session.get('visits'), session.takeFlash('notice')]));
    expect(seen).toEqual([2, 'Saved']);
  });

  it('the id of a session from start(), which stays stored without data', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => void session.start());
    await sessions.save(keyIn(jar), { visits: 2 }, time.now + day);
    await visit(sessions, jar, (session) => session.delete('visits'));
    expect(await sessions.inspect(keyIn(jar))).toBeDefined();
  });
});

describe('save with a superseded key', () => {
  async function signedIn() {
    const set = setUp();
    const { sessions, jar } = set;
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const former = keyIn(jar);
    await visit(sessions, jar, (session) => session.signIn('alice'));
    return { ...set, former, key: keyIn(jar) };
  }

  it('is refused, because that key identifies no session', async () => {
    const { sessions, former, key, time } = await signedIn();
    await expect(sessions.save(former, { visits: 9 }, time.now + day)).rejects.toBeInstanceOf(InterruptedError);
    expect(await sessions.inspect(former)).toBeUndefined();
    expect((await sessions.inspect(key))?.decoded()).toEqual({ visits: 1 });
  });

  it('ends the successor when the data is empty, and is refused after that', async () => {
    const { sessions, former, key, time } = await signedIn();
    await sessions.save(former, {}, time.now + day);
    expect(await sessions.inspect(key)).toBeUndefined();
    await expect(sessions.save(former, { visits: 9 }, time.now + day)).rejects.toBeInstanceOf(InterruptedError);
  });
});

it.each(['revoke', 'sign-out'])('save does not restore a session that a %s ends during the call', async (how) => {
  const { sessions, jar, store, time } = setUp();
  await visit(sessions, jar, (session) => (session.set('visits', 1), session.signIn('alice')));
  const key = keyIn(jar);
  const { update } = MemorySessionStore.prototype;
  vi.spyOn(store, 'update').mockImplementationOnce(async (...args) => {
    if (how === 'revoke') await sessions.revoke(key);
    else await visit(sessions, new CookieJar(jar), (session) => session.destroy());
    return await update.apply(store, args);
  });
  await expect(sessions.save(key, { visits: 2 }, time.now + day)).rejects.toBeInstanceOf(InterruptedError);
  expect(await sessions.inspect(key)).toBeUndefined();
});

it("save creates a new session without an owner when the stored one is past today's timeouts", async () => {
  const { time, store, sessions } = withLifetimes();
  const { key } = await sessions.create({ owner: 'alice', lifetime: 'remembered', data: { visits: 1 } });
  const strict = new SessionManager<Shop>({
    store,
    clock: () => time.now,
    absoluteTimeout: { hours: 1 },
    idleTimeout: { minutes: 5 },
  });
  time.now += day;
  expect(await strict.inspect(key!)).toBeUndefined();
  await strict.save(key!, { visits: 2 }, time.now + 60_000);
  const stored = await strict.inspect(key!);
  expect(stored?.decoded()).toEqual({ visits: 2 });
  expect(stored?.owner).toBeUndefined();
});

it("save creates a session for an unknown key, as Django's does", async () => {
  const { sessions, store, time } = setUp();
  const key = createSessionKey();
  await sessions.save(key, { visits: 1 }, time.now + day);
  expect((await sessions.inspect(key))?.decoded()).toEqual({ visits: 1 });
  await sessions.save(key, {}, time.now + day);
  expect(await store.load(await sessionIdOf(key))).toBeUndefined();
});

it('save stores its argument as it was at the call, whatever the caller or `attributes` makes of it', async () => {
  const { store, time } = setUp();
  const attributes = (data: { cart?: string[] }) => ({ items: data.cart?.push('by attributes') ?? 0 });
  const sessions = new SessionManager<{ cart: string[] }>({ store, clock: () => time.now, attributes });
  const key = createSessionKey();
  for (const cart of [['hat'], ['hat', 'scarf']]) {
    const data = { cart: [...cart] };
    const saved = sessions.save(key, data, time.now + day);
    expect(data).toEqual({ cart });
    data.cart.push('later');
    await saved;
    const stored = await sessions.inspect(key);
    expect(stored?.decoded()).toEqual({ cart });
    expect(stored?.attributes).toEqual({ items: cart.length + 1 });
  }
});
