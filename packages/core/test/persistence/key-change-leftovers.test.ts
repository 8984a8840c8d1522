import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { parseSessionId, sessionIdOf } from '../../src/keys/session-key.js';
import type { SessionKey } from '../../src/contract/session-id.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './ways.js';

describe('what stays behind', () => {
  it('a lost regenerate stores its changes although its own new record cannot be removed', async () => {
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

  it('nothing, when what the key change met is an error to the application', async () => {
    const { slow, other, jar, line, atRest } = twoProcesses({ onConflict: 'error' });
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
    expect(atRest().map(({ data }) => data)).toEqual([{ visits: 2 }]);
  });

  it('a record that somebody edits before its key was handed out does not stay when the key change is interrupted', async () => {
    const { slow, other, jar, line, atRest } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const former = (await other.read(jar.header)).id!;
    line.hook = async (call) => {
      if (call.verb === 'update' && call.id === former) {
        line.hook = (next) => next.apply();
        const fresh = atRest().find(({ id }) => id !== former)!;
        await other.edit(parseSessionId(fresh.id)!, (session) => void session.set('name', 'edited'));
        await other.edit(former, (session) => void session.set('visits', 5));
      }
      return call.apply();
    };
    await expect(visit(slow, jar, (session) => session.regenerate())).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(
      atRest()
        .filter(({ isLive }) => isLive)
        .map(({ id }) => id),
    ).toEqual([former]);
  });

  it('a tombstone whose fate is unknown, but which cannot have been written, is a conflict like any other', async () => {
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
