import { describe, expect, it } from 'vitest';
import { day, setUp } from '../set-up.js';

describe('Clearing expired sessions', () => {
  // The command itself is tested in @sess/cli.
  it('django-admin clearsessions', async () => {
    const { sessions, store, time } = setUp();
    await sessions.create({ data: { name: 'Alice' } });
    time.now += 10 * day;
    await sessions.create({ data: { name: 'Bob' } });
    time.now += 4 * day;
    expect(await sessions.clearExpired()).toMatchObject({ deleted: 1, more: false });
    expect(store.dump()).not.toContain('Alice');
    expect(store.dump()).toContain('Bob');
  });

  it('clear_expired()', async () => {
    const { store } = setUp();
    const expiresByItself = Object.assign(Object.create(store) as typeof store, { deleteExpired: undefined });
    const { sessions } = setUp({ store: expiresByItself });
    expect(await sessions.clearExpired()).toEqual({ deleted: 0, more: false });
  });
});
