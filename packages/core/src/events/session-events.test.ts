import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { day, setUp } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { StoreError } from '../contract/errors.js';

describe('events', () => {
  it('report what happened without secrets, also on the diagnostics channel', async () => {
    const published: unknown[] = [];
    const listen = (message: unknown): void => void published.push(message);
    subscribe('sess:created', listen);
    const { sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.set('name', 'secret words'));
    const id = (await sessions.read(jar.header)).id!;
    await visit(sessions, jar, (session) => session.set('visits', 2));
    await visit(sessions, jar, (session) => session.set('visits', 3), { status: 500 });
    await visit(sessions, jar, (session) => session.destroy(), { secure: true, untrustedForwarding: true });
    expect(events).toEqual([
      ['created', { id }],
      ['saved', { id }],
      ['unsaved', { id, reason: 'server-error' }],
      ['insecure', { setting: expect.stringContaining('trust proxy') }],
      ['destroyed', { id }],
    ]);
    unsubscribe('sess:created', listen);
    expect(published).toEqual([{ id }]);
    expect(inspect(events, { depth: 9 })).not.toMatch(/secret words/);
  });

  it('rejected-key gives the reason why a cookie was refused; the cookie is not removed', async () => {
    const { sessions, events } = setUp();
    const reasons = async (header: string): Promise<unknown> => {
      const jar = new CookieJar();
      jar.put(header);
      expect((await visit(sessions, jar, (session) => session.get('visits'))).cookies).toEqual([]);
      return events.at(-1)?.[1];
    };
    expect(await reasons('__Host-sid=short')).toEqual({ reason: 'malformed' });
    expect(await reasons(`__Host-sid=${'a'.repeat(32)}`)).toEqual({ reason: 'unknown' });
    const twice = await sessions.read(`__Host-sid=${'a'.repeat(32)}; __Host-sid=${'b'.repeat(32)}`);
    expect([twice.isNew, events.at(-1)]).toEqual([
      true,
      ['rejected-key', { reason: 'duplicate', cookie: '__Host-sid' }],
    ]);
    const { cookie, key } = await sessions.create({ owner: 'alice' });
    const jar = new CookieJar();
    jar.put(`${cookie.name}=${key}`);
    const old = jar.header!;
    await visit(sessions, jar, (session) => session.regenerate());
    await sessions.read(old);
    expect(events.at(-1)).toEqual(['rejected-key', { reason: 'superseded' }]);
  });

  it('unsaved reports a renewal that failed; the session can still be read', async () => {
    const { sessions, store, jar, time, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 2 * day;
    store.touch = () => Promise.reject(new StoreError('down', { outcome: 'unknown' }));
    await visit(sessions, jar, (session) => expect(session.get('visits')).toBe(1));
    expect(events.at(-1)).toEqual(['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]);
  });

  it('on() throws for an unknown name, and lists the known names', () => {
    const { sessions } = setUp();
    const listen = (name: string, listener: unknown) => () => sessions.on(name as 'saved', listener as () => void);
    expect(listen('rejectedKey', () => undefined)).toThrow(/no event "rejectedKey".*rejected-key/);
    expect(listen('toString', () => undefined)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(listen('saved', undefined)).toThrow(/on\("saved"\): the listener must be a function/);
  });

  it('the function that on() returns removes the listener; a listener that throws fails no request', async () => {
    const { sessions, jar } = setUp();
    let calls = 0;
    const off = sessions.on('created', () => {
      calls++;
      throw new Error('broken listener');
    });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    off();
    await sessions.create();
    expect(calls).toBe(1);
  });

  it('a listener that is added during an event is called from the next event on, a removed one never', async () => {
    const { sessions } = setUp();
    const calls: string[] = [];
    let off: () => void;
    let offNext: () => void = () => undefined;
    const listen = (): (() => void) =>
      sessions.on('created', () => {
        off();
        offNext();
        calls.push('again');
        // Otherwise a failing test would never end.
        if (calls.length < 9) off = listen();
      });
    off = listen();
    offNext = sessions.on('created', () => calls.push('next'));
    await sessions.create();
    expect(calls).toEqual(['again']);
    await sessions.create();
    expect(calls).toEqual(['again', 'again']);
  });

  it('changes that a listener to conflict makes to the session are stored', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(jar.header);
    sessions.on('conflict', () => session.set('name', 'Ada'));
    await visit(sessions, jar, (other) => other.set('visits', 2));
    session.set('visits', 3);
    await commit({ status: 200 });
    expect((await sessions.read(jar.header)).toObject()).toEqual({ visits: 3, name: 'Ada' });
  });
});
