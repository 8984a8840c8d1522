import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { SealingStore } from '../../test/sealing-store.js';
import { day, type Options } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { SealedStore } from '../contract/sealed-store.js';
import { SessionManager } from './session-manager.js';
import { createKeyAndId } from '../keys/session-key.js';
import { cookieFor } from '../testing/index.js';

describe('a sealed manager without a request', () => {
  it('creates a session with an id, a cookie and no key', async () => {
    const { sessions, jar } = setUpSealed();
    const created = await sessions.create({ owner: 7, data: { visits: 3 }, secure: false });
    jar.take({ cookies: created.cookies, accessed: false });
    await visit(
      sessions,
      jar,
      (session) => expect([session.id, session.owner, session.get('visits')]).toEqual([created.id, '7', 3]),
      { secure: false },
    );
    expect(created).toEqual({ key: undefined, id: created.id, cookie: created.cookie, cookies: [created.cookie] });
    const cookie = await cookieFor(sessions, { owner: 'alice' });
    expect((await sessions.read(cookie, { secure: false })).owner).toBe('alice');
  });

  it('encodes and decodes payloads, and clears nothing', async () => {
    const { sessions } = setUpSealed();
    expect(sessions.decode(sessions.encode({ visits: 3 }))).toEqual({ visits: 3 });
    expect(await sessions.clearExpired()).toEqual({ deleted: 0, more: false });
  });

  it('throws NOT_SUPPORTED with the name of each method that needs a record on a server', async () => {
    const { sessions } = setUpSealed();
    const { key, id } = createKeyAndId();
    const calls: Record<string, () => Promise<unknown>> = {
      edit: () => sessions.edit(id, (session) => void session.set('visits', 1)),
      inspect: () => sessions.inspect(id),
      list: () => sessions.list('alice').next(),
      revoke: () => sessions.revoke(id),
      revokeOwner: () => sessions.revokeOwner('alice'),
      save: () => sessions.save(key, { visits: 1 }, Date.now() + day),
    };
    for (const [name, call] of Object.entries(calls)) {
      await expect(call()).rejects.toMatchObject({
        code: 'NOT_SUPPORTED',
        message: expect.stringMatching(new RegExp(`^${name} needs a keyed store: a sealed one keeps`)),
      });
    }
  });
});

describe('a manager on a sealed store', () => {
  const open = (options: Options, store: object = new SealingStore({ clock: Date.now })): unknown =>
    new SessionManager({ store: store as SealedStore, ...(options as object) });

  it.each([
    ['attributes', { attributes: () => ({}) }],
    ['adopt', { adopt: { cookie: 'connect.sid', load: () => undefined } }],
    ['hashIds', { hashIds: false }],
    ['onConflict', { onConflict: 'error' }],
    ['onConflict', { onConflict: {} }],
  ] satisfies [string, Options][])('refuses %s, which only a keyed store supports: %o', (name, options) => {
    expect(() => open(options)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(new RegExp(`: ${name} needs a keyed store`)),
      }),
    );
  });

  it('accepts the default values of other options', () => {
    expect(() => open({ hashIds: true, onConflict: 'last-wins', onInterrupted: 'discard' })).not.toThrow();
  });

  it.each<[string, object]>([
    ['lacks seal', { seal: undefined }],
    ['lacks unseal', { unseal: 'no function' }],
    ['lacks limits', { limits: undefined }],
    ...[0, 5, 1.5, Number.NaN, '2'].map((maxCookies): [string, object] => ['maxCookies', { maxCookies }]),
  ])('refuses a store that %s: %o', (problem, lacking) => {
    const store = Object.assign(new SealingStore({ clock: Date.now }), lacking);
    expect(() => open({}, store)).toThrow(expect.objectContaining({ message: expect.stringContaining(problem) }));
  });
});
