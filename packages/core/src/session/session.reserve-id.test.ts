import { expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

it('reserveId returns the id of the session that a later change begins, and stores nothing by itself', async () => {
  const { sessions, jar, events } = setUp();
  let reserved: string | undefined;
  const unchanged = await visit(sessions, jar, (session) => {
    reserved = session.reserveId();
    expect([session.id, session.isNew]).toEqual([undefined, true]);
    expect(session.reserveId()).toBe(reserved);
  });
  expect(reserved).toMatch(/^[0-9a-f]{40}$/);
  expect([unchanged.cookies, events]).toEqual([[], []]);

  await visit(sessions, jar, (session) => {
    reserved = session.reserveId();
    session.set('visits', 1);
  });
  expect(events).toEqual([['created', { id: reserved }]]);
  await visit(sessions, jar, (session) => expect(session.reserveId()).toBe(session.id));
});

it('reserveId promises the id: a session is not stored under another one', async () => {
  const { sessions, jar, store } = setUp();
  store.create = () => Promise.resolve({ status: 'taken' });
  const commit = visit(sessions, jar, (session) => {
    session.reserveId();
    session.set('visits', 1);
  });
  await expect(commit).rejects.toMatchObject({ message: expect.stringContaining('1 new random ids') });
});
