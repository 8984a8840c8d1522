import { expect, it } from 'vitest';
import { day, setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

it('a commit with a renewal removes the cookie if the session was destroyed while the commit waited', async () => {
  const { sessions, jar, time, events } = setUp();
  await visit(sessions, jar, (session) => session.set('visits', 1));
  time.now += day;
  const { session, commit } = await sessions.open(jar.header);
  const reloading = session.reload();
  const committing = commit({ status: 200 });
  const destroying = session.destroy();
  expect((await committing).cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
  await Promise.all([reloading, destroying]);
  expect(events.map(([name]) => name)).toEqual(['created', 'destroyed']);
});

it('a commit does not repeat changes of a failed save, because they may be stored', async () => {
  const { sessions, jar, store, events } = setUp();
  await visit(sessions, jar, (session) => session.set('visits', 1));
  const { session, commit } = await sessions.open(jar.header);
  const { update, load } = store;
  let updates = 0;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  store.update = async (...call) => {
    begin();
    const written = await update.apply(store, call);
    if (++updates !== 2) return written;
    store.load = () => Promise.reject(new Error('down'));
    throw new Error('the reply was lost');
  };
  session.set('name', 'Ann');
  const saving = session.save();
  const committing = commit({ status: 200 });
  await begun;
  session.update('visits', 0, (visits) => visits + 1);
  const counting = session.save();
  await saving;
  await expect(counting).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown' });
  expect(await committing).toEqual({ cookies: [], accessed: true });
  store.load = load;
  expect((await sessions.read(jar.header)).get('visits')).toBe(2);
  expect(events.map(([name]) => name)).toEqual(['created', 'saved', 'unsaved']);
});
