import { describe, expect, it } from 'vitest';
import type { SessionKey } from '../contract/session-id.js';
import { setUp } from '../../test/set-up.js';
import { setUpSealed } from '../../test/sealed-set-up.js';

const key = 'k'.repeat(32) as SessionKey;
const taken = { code: 'CONFLICT', status: 409 };

describe('create with a key', () => {
  it('stores the session under that key, with the end that was given', async () => {
    const { sessions, time } = setUp();
    const made = await sessions.create({ key, data: { visits: 1 }, expire: { after: 60_000 } });
    expect([made.key, made.cookie.value]).toEqual([key, key]);
    const stored = (await sessions.inspect(key))!;
    expect([stored.id, stored.decoded(), stored.expiresAt]).toEqual([made.id, { visits: 1 }, time.now + 60_000]);
    const opened = await sessions.open(`__Host-sid=${key}`);
    time.now += 30_000;
    await opened.commit({ status: 200 });
    expect((await sessions.inspect(key))!.expiresAt).toBe(time.now + 60_000);
  });

  it('signs the owner in under that key', async () => {
    const { sessions } = setUp();
    await sessions.create({ key, owner: 'alice' });
    expect((await sessions.inspect(key))!.owner).toBe('alice');
  });

  it('never replaces a live session, and replaces one that has ended', async () => {
    const { sessions, time, events } = setUp();
    await sessions.create({ key, data: { visits: 1 }, expire: { after: 60_000 } });
    await expect(sessions.create({ key, data: { visits: 2 } })).rejects.toMatchObject(taken);
    expect((await sessions.inspect(key))!.decoded()).toEqual({ visits: 1 });
    expect(events.filter(([name]) => name === 'created')).toHaveLength(1);
    time.now += 60_000;
    await sessions.create({ key, data: { visits: 3 } });
    expect((await sessions.inspect(key))!.decoded()).toEqual({ visits: 3 });
  });

  it('never replaces a session that was superseded a moment ago', async () => {
    const { sessions } = setUp();
    await sessions.create({ key, data: { visits: 1 } });
    const opened = await sessions.open(`__Host-sid=${key}`);
    opened.session.signIn('alice');
    await opened.commit({ status: 200 });
    await expect(sessions.create({ key })).rejects.toMatchObject(taken);
  });

  it('refuses what is not a key, and a sealed store', async () => {
    await expect(setUp().sessions.create({ key: 'short' as SessionKey })).rejects.toThrow(/32 characters/);
    await expect(setUpSealed().sessions.create({ key })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
