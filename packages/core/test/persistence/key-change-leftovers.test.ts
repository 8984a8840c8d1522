import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { parseSessionId, sessionIdOf } from '../../src/keys/session-key.js';
import type { SessionKey } from '../../src/contract/session-id.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './two-processes.js';

describe('after a key change that failed or came second', () => {
  it('the changes are stored although its own new record cannot be removed', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const winner = new CookieJar(jar);
    line.hook = async (call) => {
      if (call.verb === 'create') await visit(other, winner, (session) => session.regenerate());
      if (call.verb === 'delete') throw new StoreError('refused', { outcome: 'not-applied' });
      return call.apply();
    };
    await visit(slow, jar, (session) => {
      session.set('visits', 2);
      session.regenerate();
    });
    expect((await other.read(winner.header)).get('visits')).toBe(2);
  });

  it('no new record stays when onConflict is "error"', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses({ onConflict: 'error' });
    await visit(other, jar, (session) => session.set('visits', 1));
    line.hook = async (call) => {
      if (call.verb === 'create') await visit(other, new CookieJar(jar), (session) => session.set('visits', 2));
      return call.apply();
    };
    const changing = visit(slow, jar, (session) => {
      session.set('visits', 3);
      session.regenerate();
    });
    await expect(changing).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(storedRecords().map(({ data }) => data)).toEqual([{ visits: 2 }]);
  });

  it('the new record does not stay, even if it was edited before its key was sent', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const former = (await other.read(jar.header)).id!;
    line.hook = async (call) => {
      if (call.verb === 'update' && call.id === former) {
        line.hook = (next) => next.apply();
        const fresh = storedRecords().find(({ id }) => id !== former)!;
        await other.edit(parseSessionId(fresh.id)!, (session) => void session.set('name', 'edited'));
        await other.edit(former, (session) => void session.set('visits', 5));
      }
      return call.apply();
    };
    await expect(visit(slow, jar, (session) => session.regenerate())).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(
      storedRecords()
        .filter(({ isLive }) => isLive)
        .map(({ id }) => id),
    ).toEqual([former]);
  });

  it('a tombstone that was certainly not written although its outcome is unknown counts as a conflict', async () => {
    const { slow, other, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const former = (await other.read(jar.header)).id!;
    line.hook = async (call) => {
      if (call.verb !== 'update') return call.apply();
      line.hook = (next) => next.apply();
      await visit(other, new CookieJar(jar), (session) => session.set('name', 'theirs'));
      throw new StoreError('cut', { outcome: 'unknown' });
    };
    await visit(slow, jar, (session) => {
      session.set('visits', 2);
      session.regenerate();
    });
    const after = await other.read(jar.header);
    expect(after.toObject()).toEqual({ visits: 2, name: 'theirs' });
    expect(after.id).not.toBe(former);
    expect(after.id).toBe(await sessionIdOf(jar.header!.split('=')[1] as SessionKey));
  });
});
