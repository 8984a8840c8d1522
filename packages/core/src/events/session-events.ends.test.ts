import { describe, expect, it } from 'vitest';
import { setUpRevoking } from '../../test/sealed-set-up.js';
import { type Options, setUp } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { digestOf } from '../keys/session-key.js';
import type { SessionManager } from '../manager/session-manager.js';
import type { SessionEventName } from './session-events.js';

/** Collects the events by which others learn that a session has ended or moved. */
function watch(sessions: Pick<SessionManager, 'on'>): unknown[] {
  const seen: unknown[] = [];
  const names: SessionEventName[] = ['destroyed', 'owner-revoked', 'key-changed'];
  for (const name of names) sessions.on(name, (event) => seen.push([name, event]));
  return seen;
}

/** Two browsers in which alice is signed in. */
async function twoDevices(options: Options = {}) {
  const { sessions, ...rest } = setUp(options);
  const [first, second] = [new CookieJar(), new CookieJar()];
  for (const jar of [first, second]) await visit(sessions, jar, (session) => session.signIn('alice'));
  const idOf = async (jar: CookieJar) => (await sessions.read(jar.header)).id!;
  return { sessions, first, second, idOf, ...rest };
}

describe('owner-revoked', () => {
  it('names the owner and the ids that were spared', async () => {
    const { sessions, first, idOf } = await twoDevices();
    const seen = watch(sessions);
    const { session } = await sessions.open(first.header);
    const { id } = session;
    expect(await sessions.revokeOwner('alice', { except: [id!] })).toBe(1);
    await sessions.revokeOwner('alice', { except: session });
    await sessions.revokeOwner('bob');
    expect(seen).toEqual([
      ['owner-revoked', { owner: 'alice', except: [id] }],
      ['owner-revoked', { owner: 'alice', except: [expect.any(String), id] }],
      ['owner-revoked', { owner: 'bob', except: [] }],
    ]);
    expect(await idOf(first)).toBe(id);
  });

  it('is not emitted when the store has failed', async () => {
    const { sessions, store } = await twoDevices();
    const seen = watch(sessions);
    store.owners.deleteByOwner = () => Promise.reject(new Error('down'));
    await expect(sessions.revokeOwner('alice')).rejects.toThrow(/store/);
    expect(seen).toEqual([]);
  });
});

describe('key-changed', () => {
  it('names both ids, and whether the session goes on', async () => {
    const { sessions, first, idOf } = await twoDevices();
    const seen = watch(sessions);
    const ids = [await idOf(first)];
    const changes = ['regenerate', 'signIn', 'replace'] as const;
    for (const change of changes) {
      await visit(sessions, first, (session) => {
        if (change === 'signIn') session.signIn('bob');
        else session[change]();
        session.set('visits', 1);
      });
      ids.push(await idOf(first));
    }
    expect(seen).toEqual(
      ['regenerate', 'sign-in', 'sign-in'].map((by, at) => ['key-changed', { from: ids[at], to: ids[at + 1], by }]),
    );
  });

  it('is not emitted for a first sign-in, nor for a change that was not stored', async () => {
    const { sessions, first, store } = await twoDevices();
    const seen = watch(sessions);
    await visit(sessions, new CookieJar(), (session) => session.signIn('carol'));
    store.create = () => Promise.reject(new Error('down'));
    await expect(visit(sessions, first, (session) => session.regenerate())).rejects.toThrow(/store/);
    expect(seen).toEqual([]);
  });

  it('contains digests where the store keeps the keys themselves', async () => {
    const { sessions, first } = await twoDevices({ hashIds: false });
    const seen = watch(sessions);
    const keyOf = (jar: CookieJar) => jar.header!.split('=')[1]!;
    const before = keyOf(first);
    await visit(sessions, first, (session) => session.regenerate());
    const [from, to] = [before, keyOf(first)].map((key) => digestOf(key as Parameters<typeof digestOf>[0]));
    await sessions.revokeOwner('alice', { except: [keyOf(first) as never] });
    expect(seen).toEqual([
      ['key-changed', { from, to, by: 'regenerate' }],
      ['owner-revoked', { owner: 'alice', except: [to] }],
    ]);
    expect(JSON.stringify(seen)).not.toContain(before);
  });

  it('is emitted by a sealed store, too', async () => {
    const { sessions, jar } = setUpRevoking();
    const seen = watch(sessions);
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const from = (await sessions.read(jar.header)).id;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const to = (await sessions.read(jar.header)).id;
    expect(seen).toEqual([['key-changed', { from, to, by: 'sign-in' }]]);
    expect(from).not.toBe(to);
  });
});
