import { expect, it } from 'vitest';
import { day, setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

it('a commit tells whether it has stored changes, moved the deadline, or nothing', async () => {
  const { sessions, jar, time } = setUp();
  const look = async (change = false): Promise<string | undefined> => {
    const result = await visit(sessions, jar, (session) =>
      change ? session.set('visits', time.now) : session.get('visits'),
    );
    return result.stored;
  };
  expect(await look()).toBeUndefined();
  expect(await look(true)).toBe('changes');
  expect(await look()).toBeUndefined();
  time.now += day;
  expect(await look()).toBe('renewal');
  expect(await look(true)).toBe('changes');
});

it('a commit that did not find the session live tells that it has stored nothing', async () => {
  const { sessions, jar, time } = setUp({ onInterrupted: 'discard' });
  await visit(sessions, jar, (session) => session.set('visits', 1));
  time.now += day;
  const end = (id: string | undefined): Promise<boolean> => sessions.revoke(id as never);
  const changed = await visit(sessions, jar, async (session) => {
    session.set('visits', 2);
    await end(session.id);
  });
  expect(changed.stored).toBeUndefined();

  await visit(sessions, jar, (session) => session.set('visits', 1));
  time.now += day;
  const renewed = await visit(sessions, jar, async (session) => {
    session.get('visits');
    await end(session.id);
  });
  expect(renewed.stored).toBeUndefined();
});

it('a commit that the one before the headers follows stores, and leaves the cookie to that one', async () => {
  const { sessions, store } = setUp();
  const calls: string[] = [];
  for (const verb of ['create', 'update'] as const) {
    const call = store[verb].bind(store) as (...args: unknown[]) => never;
    store[verb] = (...args: unknown[]) => {
      calls.push(verb);
      return call(...args);
    };
  }
  const { session, commit } = await sessions.open(undefined);
  session.set('visits', 1);
  const early = { status: 200, headersSent: false, headFollows: true };
  expect(await commit(early)).toEqual({ cookies: [], accessed: true, stored: 'changes' });
  session.signIn('alice');
  session.set('visits', 2);
  expect(calls).toEqual(['create']);
  // Another error than a failed commit: what is stored has its cookie.
  const { cookies } = await commit({ status: 500 });
  expect(cookies).toHaveLength(1);
});

it.each([
  ['with', 2],
  ['without', 1],
])('a change inside a value after such a commit is stored %s another call on the session', async (call, hats) => {
  const { sessions, jar } = setUp();
  await visit(sessions, jar, (session) => session.set('cart', { hat: 1 }));
  const { session, commit } = await sessions.open(jar.header);
  const cart = session.get('cart')!;
  await commit({ status: 200, headersSent: false, headFollows: true });
  cart['hat'] = 2;
  // The handlers have returned. To look through all values again would cost as much as the first time.
  if (call === 'with') session.get('name');
  await commit({ status: 200 });
  const stored = await sessions.read(jar.header);
  expect(stored.get('cart')).toEqual({ hat: hats });
});
