import { describe, expect, it } from 'vitest';
import { CookieJar, visit } from '../visits.js';
import { recordVerbs, twoProcesses } from './two-processes.js';

describe('the cookie of a session that was saved before the response', () => {
  it('is not sent if the session ended elsewhere before it was destroyed or reloaded', async () => {
    for (const action of ['destroy', 'reload'] as const) {
      const { other } = twoProcesses();
      const { session, commit } = await other.open(undefined);
      session.set('visits', 1);
      await session.save();
      await other.revoke(session.id!);
      await session[action]();
      expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
    }
  });

  it('is not sent if the request is interrupted and onInterrupted is "discard"', async () => {
    const { other } = twoProcesses({ onInterrupted: 'discard' });
    const { session, commit } = await other.open(undefined);
    session.set('visits', 1);
    await session.save();
    await other.revoke(session.id!);
    session.set('visits', 2);
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });

  it('is not sent if the session was emptied after it had ended elsewhere', async () => {
    const { other } = twoProcesses();
    const { session, commit } = await other.open(undefined);
    session.set('visits', 1);
    await session.save();
    await other.revoke(session.id!);
    session.delete('visits');
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });

  it('is not sent for what is set after the session was found to have ended elsewhere', async () => {
    const { other, jar, storedRecords } = twoProcesses();
    await visit(other, jar, (session) => session.flash('notice', 'Saved'));
    const { session, commit } = await other.open(jar.header);
    session.takeFlash('notice');
    await other.revoke(session.id!);
    await session.save();
    session.set('visits', 1);
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(storedRecords()).toEqual([]);
  });

  it('is sent if the session is reloaded and still live', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, async (session) => {
      session.set('visits', 1);
      await session.save();
      await session.reload();
    });
    expect((await other.read(jar.header)).get('visits')).toBe(1);
  });
});

describe('reload', () => {
  it('leaves the key superseded, so later changes are interrupted', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = jar.header;
    await visit(other, jar, (session) => session.signIn('alice'));
    for (const headersSent of [false, true]) {
      const { session, commit } = await other.open(old);
      await session.reload();
      session.set('visits', 2);
      await expect(async () => commit({ status: 200, headersSent })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    }
  });

  it('lets the request go on after a conflict, and not after an interruption', async () => {
    const { other, jar } = twoProcesses({ onConflict: 'error' });
    await visit(other, jar, (session) => session.set('visits', 1));
    const { session, commit } = await other.open(jar.header);
    session.set('visits', 2);
    await visit(other, new CookieJar(jar), (theirs) => theirs.set('visits', 3));
    await expect(session.save()).rejects.toMatchObject({ code: 'CONFLICT' });
    await session.reload();
    session.set('visits', session.get('visits')! + 1);
    await session.save();
    expect((await other.read(jar.header)).get('visits')).toBe(4);
    await other.revoke(session.id!);
    session.set('visits', 9);
    await expect(session.save()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await session.reload();
    session.set('visits', 9);
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });
});

describe('edit', () => {
  it('returns false if the session ended meanwhile and onInterrupted is "discard"', async () => {
    const { other, jar } = twoProcesses({ onInterrupted: 'discard' });
    await visit(other, jar, (session) => session.set('visits', 1));
    const id = (await other.read(jar.header)).id!;
    const edited = await other.edit(id, async (session) => {
      session.set('visits', 2);
      await other.revoke(id);
    });
    expect(edited).toBe(false);
  });
});

describe('settings', () => {
  it('of one owner do not apply to the next, even if they changed meanwhile', async () => {
    const { other, jar, time } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    await visit(other, jar, async (session) => {
      session.signIn('bob');
      await visit(other, new CookieJar(jar), (theirs) => theirs.expire({ after: 1000 }));
    });
    time.now += 2000;
    expect((await other.read(jar.header)).owner).toBe('bob');
  });

  it('that end up as they were cause no write', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => {
      session.set('visits', 1);
      session.expire({ after: { hours: 1 } });
    });
    const verbs = recordVerbs(line);
    await visit(slow, jar, (session) => session.expire({ after: 3_600_000 }));
    await visit(slow, jar, (session) => {
      session.expire({ after: 7_200_000 });
      session.expire({ after: 3_600_000 });
      session.useLifetime('default');
    });
    expect(verbs).toEqual(['load', 'load']);
  });
});

describe('renewal', () => {
  it('calls touch although the clock has moved since core read it', async () => {
    const { slow, other, jar, line, time } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    time.now += 2 * 86_400_000;
    const verbs = recordVerbs(line);
    const { commit } = await slow.open(jar.header);
    const renewing = commit({ status: 200 });
    time.now += 1;
    await renewing;
    expect(verbs).toEqual(['load', 'touch']);
  });
});
