import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import { jsonSerializer } from '../../src/payload/json-serializer.js';
import { setUp, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { refuse, twoProcesses } from './two-processes.js';

const signOut = (session: { destroy(): Promise<void> }): Promise<void> => session.destroy();

describe('a sign-out of a session that the request cannot read', () => {
  it('ends it if its serializer is unknown', async () => {
    const { sessions, store, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const serializer = { ...jsonSerializer, name: 'next' };
    const clock = (): number => time.now;
    const older = new SessionManager<Shop>({ store, clock, serializer });
    const ids: string[] = [];
    older.on('destroyed', ({ id }) => ids.push(id));
    const { cookies } = await visit(older, jar, signOut);
    expect(ids).toHaveLength(1);
    expect(cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
    expect(await sessions.list('alice').next()).toMatchObject({ done: true });
  });

  it('ends it if this process has a shorter idle timeout than the others', async () => {
    const { sessions, store, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    time.now += 3_600_001;
    const strict = new SessionManager<Shop>({ store, clock: () => time.now, idleTimeout: { hours: 1 } });
    await visit(strict, new CookieJar(jar), (session) => {
      expect(session.owner).toBeUndefined();
      return session.destroy();
    });
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('ends it and removes its cookie if storing it has failed before', async () => {
    const { other, slow, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    refuse(line, 'update');
    const { cookies } = await visit(slow, new CookieJar(jar), async (session) => {
      session.set('visits', 1);
      await session.save().catch(() => undefined);
      await session.destroy();
    });
    expect((await other.read(jar.header)).isNew).toBe(true);
    expect(cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
  });

  it('ends the successor and removes its cookie if the request was interrupted', async () => {
    const { other, slow, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = new CookieJar(jar);
    const { session, commit } = await slow.open(old.header);
    await visit(other, jar, (first) => first.signIn('alice'));
    session.set('visits', 2);
    await expect(session.save()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await session.destroy();
    expect((await other.read(jar.header)).isNew).toBe(true);
    expect((await commit({ status: 200 })).cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
  });
});
