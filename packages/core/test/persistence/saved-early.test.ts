import { describe, expect, it } from 'vitest';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './ways.js';

describe('the cookie of a session that was saved early', () => {
  it('does not go out when the session was ended elsewhere before it was destroyed or loaded again', async () => {
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

  it('does not go out when the request is interrupted, and the application lets it', async () => {
    const { other } = twoProcesses({ onInterrupted: 'discard' });
    const { session, commit } = await other.open(undefined);
    session.set('visits', 1);
    await session.save();
    await other.revoke(session.id!);
    session.set('visits', 2);
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });

  it('does not go out when it was emptied and had ended elsewhere already', async () => {
    const { other } = twoProcesses();
    const { session, commit } = await other.open(undefined);
    session.set('visits', 1);
    await session.save();
    await other.revoke(session.id!);
    session.delete('visits');
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });

  it('goes out when it was loaded again and is there', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, async (session) => {
      session.set('visits', 1);
      await session.save();
      await session.reload();
    });
    expect((await other.read(jar.header)).get('visits')).toBe(1);
  });
});

describe('loading again', () => {
  it('does not turn a superseded key into that of a new visitor', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = jar.header;
    await visit(other, jar, (session) => session.signIn('alice'));
    const { session, commit } = await other.open(old);
    await session.reload();
    session.set('visits', 2);
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('after an interruption stays without consequence, after a conflict goes on', async () => {
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
  it('answers false when the session went away meanwhile and the application discards that', async () => {
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
  it('of one owner are not inherited by the next, also where they changed meanwhile', async () => {
    const { other, jar, time } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    await visit(other, jar, async (session) => {
      session.signIn('bob');
      await visit(other, new CookieJar(jar), (theirs) => theirs.expire({ after: 1000 }));
    });
    time.now += 2000;
    expect((await other.read(jar.header)).owner).toBe('bob');
  });

  it('that are as they were are no change, and go back and forth for nothing', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => {
      session.set('visits', 1);
      session.expire({ after: { hours: 1 } });
    });
    const verbs: string[] = [];
    line.hook = (call) => {
      verbs.push(call.verb);
      return call.apply();
    };
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
  it('touches although the clock ticks between the look at it and the call', async () => {
    const verbs: string[] = [];
    const { slow, other, jar, line, time } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    time.now += 2 * 86_400_000;
    line.hook = (call) => {
      verbs.push(call.verb);
      return call.apply();
    };
    const { commit } = await slow.open(jar.header);
    const renewing = commit({ status: 200 });
    time.now += 1;
    await renewing;
    expect(verbs).toEqual(['load', 'touch']);
  });
});
