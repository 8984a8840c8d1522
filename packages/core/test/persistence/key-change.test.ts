import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { createSessionKey } from '../../src/keys/session-key.js';
import { CookieJar, visit } from '../visits.js';
import { delayFirst } from './lost-calls.js';
import { twoProcesses } from './two-processes.js';

describe('a create whose response was lost', () => {
  it('has an unknown outcome if the application chose the key', async () => {
    const { slow, line, time } = twoProcesses();
    line.hook = (call) => {
      if (call.verb === 'create') throw new StoreError('cut', { outcome: 'unknown' });
      return call.apply();
    };
    const saving = slow.save(createSessionKey(), { visits: 1 }, time.now + 1000);
    await expect(saving).rejects.toMatchObject({ outcome: 'unknown', message: 'cut' });
  });

  it('never brings back a destroyed session, however late the call arrives', async () => {
    const { slow, other, line, jar } = twoProcesses();
    const arrive = delayFirst(line, 'create');
    await visit(slow, jar, (session) => session.signIn('alice'));
    const cookie = jar.header;
    await visit(other, jar, (session) => session.destroy());
    await arrive();
    expect((await other.read(cookie)).isNew).toBe(true);
  });
});

describe('an emptied session', () => {
  it('is deleted although its key was to change', async () => {
    const { other, jar, storedRecords } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const { session, commit } = await other.open(jar.header);
    session.clear();
    session.regenerate();
    expect((await commit({ status: 200, endFollows: true })).cookies).toMatchObject([{ value: '' }]);
    expect(storedRecords()).toEqual([]);
    // No key change is left for the last commit, which could set no cookie.
    expect(session.id).toBeUndefined();
    expect(await commit({ status: 200, headersSent: true })).toMatchObject({ cookies: [] });
  });

  it('changes its key if another request has added data meanwhile', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = jar.header;
    line.hook = async (call) => {
      if (call.verb === 'deleteIf') await visit(other, new CookieJar(jar), (session) => session.set('name', 'theirs'));
      return call.apply();
    };
    await visit(slow, jar, (session) => {
      session.delete('visits');
      session.regenerate();
    });
    expect(jar.header).not.toBe(old);
    expect((await other.read(jar.header)).toObject()).toEqual({ name: 'theirs' });
    expect((await other.read(old)).isNew).toBe(true);
  });
});

describe('a session that another request empties during a key change', () => {
  it('is deleted, and no empty session stays under the new key', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1).set('name', 'theirs'));
    line.hook = async (call) => {
      if (call.verb === 'create') await visit(other, new CookieJar(jar), (session) => session.delete('name'));
      return call.apply();
    };
    await visit(slow, jar, (session) => {
      session.delete('visits');
      session.regenerate();
    });
    expect([storedRecords(), jar.header]).toEqual([[], undefined]);
  });
});

describe('while a save is under way', () => {
  it('a sign-in never stores the owner under the old key, even after a conflict of the save', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = new CookieJar(jar);
    const { session, commit } = await slow.open(jar.header);
    const formerId = session.id;
    line.hook = async (call) => {
      line.hook = (next) => next.apply();
      await visit(other, old, (theirs) => theirs.set('name', 'theirs'));
      session.signIn('alice');
      return call.apply();
    };
    session.set('visits', 2);
    await session.save();
    expect(storedRecords().find(({ id }) => id === formerId)!.owner).toBeUndefined();
    jar.take(await commit({ status: 200 }));
    expect((await other.read(jar.header)).owner).toBe('alice');
    expect((await other.read(old.header)).isNew).toBe(true);
  });

  it('a sign-in interrupts requests that loaded before, even if a regenerate is being stored', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const late = await other.open(jar.header);
    const { session, commit } = await slow.open(jar.header);
    session.regenerate();
    let reached = (): void => undefined;
    const creating = new Promise<void>((resolve) => {
      reached = resolve;
    });
    line.hook = async (call) => {
      if (call.verb === 'create') reached();
      await new Promise(setImmediate);
      return call.apply();
    };
    const saving = session.save();
    await creating;
    session.signIn('alice');
    await saving;
    jar.take(await commit({ status: 200 }));
    expect((await other.read(jar.header)).owner).toBe('alice');
    late.session.set('name', 'late');
    await expect(async () => late.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('a sign-in of another owner gets a key of its own', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    const { session, commit } = await slow.open(undefined);
    let firstId: string | undefined;
    line.hook = (call) => {
      line.hook = (next) => next.apply();
      firstId = call.id;
      session.signIn('bob');
      return call.apply();
    };
    session.signIn('alice');
    await session.save();
    expect(storedRecords()).toMatchObject([{ id: firstId, owner: 'alice' }]);
    jar.take(await commit({ status: 200 }));
    expect((await other.read(jar.header)).owner).toBe('bob');
    expect(storedRecords().find(({ id }) => id === firstId)!.owner).toBeUndefined();
  });

  it('a regenerate that another request was faster with leaves an id that is not used again', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const { session, commit } = await slow.open(jar.header);
    const created: string[] = [];
    line.hook = async (call) => {
      if (call.verb === 'create') created.push(call.id);
      if (call.verb === 'update' && created.length === 1) {
        line.hook = (next) => {
          if (next.verb === 'create') created.push(next.id);
          return next.apply();
        };
        await visit(other, jar, (theirs) => theirs.regenerate());
      }
      return call.apply();
    };
    session.set('name', 'mine').regenerate();
    await session.save();
    session.regenerate();
    jar.take(await commit({ status: 200 }));
    expect((await other.read(jar.header)).toObject()).toEqual({ visits: 1, name: 'mine' });
    expect(new Set(created).size).toBe(2);
  });

  it('a sign-in throws once the commit of the response has begun, and no renewal stores it', async () => {
    const { slow, other, jar, line, storedRecords, time } = twoProcesses({}, { returnsVersion: true, hasTouch: false });
    await visit(other, jar, (session) => session.set('visits', 1));
    time.now += 2 * 86_400_000;
    const [first, second] = [await slow.open(jar.header), await slow.open(jar.header)];
    let renewing: unknown;
    line.hook = () => {
      line.hook = (next) => next.apply();
      renewing = second.commit({ status: 200 });
      expect(() => second.session.signIn('alice')).toThrow(/headers have been sent/);
      throw new StoreError('refused', { outcome: 'not-applied' });
    };
    first.session.flash('notice', 'Saved');
    await expect(async () => first.commit({ status: 200 })).rejects.toMatchObject({ code: 'STORE' });
    await renewing;
    expect(storedRecords().map(({ owner }) => owner)).toEqual([undefined]);
  });
});

describe('revoke of an old id with its owner', () => {
  it('ends the successor', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const listed = (await other.read(jar.header)).id!;
    await visit(other, jar, (session) => session.regenerate());
    expect(await other.revoke(listed, { owner: 'eve' })).toBe(false);
    expect((await other.read(jar.header)).owner).toBe('alice');
    expect(await other.revoke(listed, { owner: 'alice' })).toBe(true);
    expect((await other.read(jar.header)).isNew).toBe(true);
  });

  it('does not end the session of another owner who signed in meanwhile', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const listed = (await other.read(jar.header)).id!;
    line.hook = async (call) => {
      if (call.verb === 'deleteIf') {
        line.hook = (next) => next.apply();
        await visit(other, jar, (session) => session.signIn('bob'));
      }
      return call.apply();
    };
    expect(await slow.revoke(listed, { owner: 'alice' })).toBe(false);
    expect((await other.read(jar.header)).owner).toBe('bob');
  });
});

describe('with hashIds: false', () => {
  it('a superseded key is recognized and leads to the successor', async () => {
    const { other, jar } = twoProcesses({ hashIds: false });
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = new CookieJar(jar);
    const late = await other.open(jar.header);
    await visit(other, jar, (session) => session.regenerate());
    late.session.set('name', 'late');
    expect(await late.commit({ status: 200 })).toEqual({ cookies: [], accessed: true, stored: 'changes' });
    expect((await other.read(jar.header)).get('name')).toBe('late');
    const reasons: string[] = [];
    other.on('rejected-key', ({ reason }) => reasons.push(reason));
    await other.read(old.header);
    expect(reasons).toEqual(['superseded']);
  });
});

describe('on a store that returns no versions', () => {
  it('a key change after a save neither overwrites the changes of others nor revives an ended session', async () => {
    for (const between of ['set', 'destroy'] as const) {
      const { slow, other, jar } = twoProcesses({}, { returnsVersion: false, hasTouch: false });
      await visit(other, jar, (session) => session.set('visits', 1));
      const { session, commit } = await slow.open(jar.header);
      session.set('visits', 2);
      await session.save();
      session.regenerate();
      const their = new CookieJar(jar);
      await visit(other, their, (theirs) => (between === 'set' ? theirs.set('name', 'theirs') : theirs.destroy()));
      if (between === 'set') {
        jar.take(await commit({ status: 200 }));
        expect((await other.read(jar.header)).toObject()).toEqual({ visits: 2, name: 'theirs' });
      } else {
        await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
      }
    }
  });
});
