import { describe, expect, it } from 'vitest';
import { day, type Options, setUp, type Shop } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { Serializer } from '../contract/serializer.js';
import type { Commit } from '../http/request-binding.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { sessionIdOf } from '../keys/session-key.js';
import { SessionManager } from './session-manager.js';

function methodsOf(...names: string[]): object {
  return Object.fromEntries(names.map((name) => [name, () => undefined]));
}

describe('options', () => {
  it.each<[string, object]>([
    ['SessionManager.idleTimeOut is not a known option.*idleTimeout', { idleTimeOut: 5 }],
    ['store is missing', { store: undefined }],
    [
      'store lacks deleteIf',
      { store: { ...methodsOf('load', 'create', 'update', 'delete'), kind: 'keyed', limits: {} } },
    ],
    [
      'store lacks limits',
      { store: { ...methodsOf('load', 'create', 'update', 'delete', 'deleteIf'), kind: 'keyed' } },
    ],
    ['store must be a session store', { store: new Map() }],
    ['sealed store', { store: { kind: 'sealed' } }],
    ['idleTimeout', { idleTimeout: 0 }],
    ['idleTimeout must not be longer than absoluteTimeout', { idleTimeout: { days: 100 } }],
    ['renewEvery must be shorter than idleTimeout', { renewEvery: { days: 14 } }],
    ['storeTimeout', { storeTimeout: Infinity }],
    ['lifetimes must be an object', { lifetimes: 'remembered' }],
    ['lifetimes must be an object', { lifetimes: [{ idle: 1000 }] }],
    ['lifetimes must be an object', { lifetimes: null }],
    ['lifetimes.x must be an object', { lifetimes: { x: 5000 } }],
    ['idleTimeout: 14 is 14 milliseconds', { idleTimeout: 14 }],
    ['absoluteTimeout: 90 is 90 milliseconds', { idleTimeout: { minutes: 1 }, absoluteTimeout: 90 }],
    ['lifetimes.x.idle: 60 is 60 milliseconds', { lifetimes: { x: { idle: 60 } } }],
    ['lifetimes.x.absolute: 365 is 365 milliseconds', { lifetimes: { x: { absolute: 365 } } }],
    ['storeTimeout: 5 is 5 milliseconds', { storeTimeout: 5 }],
    ['lifetimes.x.ideal', { lifetimes: { x: { ideal: 1 } } }],
    ['lifetimes.x.idle must not be longer', { lifetimes: { x: { idle: { days: 91 } } } }],
    ['onConflict', { onConflict: 'first-wins' }],
    ['onConflict must be .* an object of functions by key', { onConflict: () => 1 }],
    ['onConflict must be .* an object of functions by key', { onConflict: { cart: 'mine' } }],
    ['onConflict must be .* an object of functions by key', { onConflict: null }],
    ['renew must be a function', { renew: false }],
    ['attributes must be a function', { attributes: {} }],
    ['clock must be a function', { clock: 0 }],
    ['onInterrupted', { onInterrupted: 'ignore' }],
    ['onCorrupt', { onCorrupt: 'repair' }],
    ['serializer', { serializer: { ...jsonSerializer, name: 'My JSON' } }],
    ['serializer needs a name', { serializer: { ...jsonSerializer, name: undefined } }],
    ['serializer must be an object with the methods serialize and deserialize', { serializer: 'json' }],
    ['serializer must be an object with the methods', { serializer: { name: 'json', serialize: () => '' } }],
    ['formerSerializers must be an array', { formerSerializers: jsonSerializer }],
    ['formerSerializers must be objects with the methods', { formerSerializers: [null] }],
    ['formerSerializers must be objects with the methods', { formerSerializers: [{ name: 'old' }] }],
    ['formerSerializers need names', { formerSerializers: [{ ...jsonSerializer, name: 'My JSON' }] }],
    ['formerSerializers and serializer .*"json" comes twice', { formerSerializers: [jsonSerializer] }],
    ['cookie', { cookie: { sameSite: 'none' } }],
    ['cookie must be an object', { cookie: null }],
  ])('refuses invalid values: %s', (message, wrong) => {
    const build = (): unknown => new SessionManager({ store: new MemorySessionStore(), ...wrong });
    expect(build).toThrow(new RegExp(message));
    expect(build).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('idleTimeout and absoluteTimeout apply to existing sessions when they are shortened', async () => {
    const { store, sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 5 * day;
    const clock = (): number => time.now;
    const isNew = async (options: Options): Promise<boolean> =>
      (await new SessionManager<Shop>({ store, clock, ...options }).read(jar.header)).isNew;
    expect(await isNew({ idleTimeout: { days: 6 } })).toBe(false);
    expect(await isNew({ idleTimeout: { days: 5 } })).toBe(true);
    expect(await isNew({ idleTimeout: { days: 1 }, absoluteTimeout: { days: 4 } })).toBe(true);
    expect(await isNew({ absoluteTimeout: { days: 14 } })).toBe(false);
  });

  it('renewEvery limits how often reads renew, and renew decides whether they do', async () => {
    const { sessions, jar, time } = setUp({ renewEvery: { hours: 1 }, renew: (request) => !('quiet' in request) });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const id = (await sessions.read(jar.header)).id!;
    const deadline = async (): Promise<number> => (await sessions.inspect(id))!.expiresAt;
    const first = await deadline();
    time.now += 3_599_999;
    await visit(sessions, jar, () => undefined);
    expect(await deadline()).toBe(first);
    time.now += 1;
    await visit(sessions, jar, () => undefined, { method: 'HEAD' });
    await visit(sessions, jar, () => undefined, { renew: false });
    expect(await deadline()).toBe(first);
    await visit(sessions, jar, () => undefined);
    expect(await deadline()).toBe(first + 3_600_000);

    time.now += 3_600_000;
    const commits: Commit[] = [];
    for (const request of [{ quiet: true }, {}]) {
      sessions.bind(request, {
        cookieHeader: jar.header,
        facts: { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false },
        opened: (commit) => void commits.push(commit),
      });
      await sessions.get(request);
      await commits.at(-1)!({ status: 200, headersSent: false });
      expect(await deadline()).toBe(first + ('quiet' in request ? 3_600_000 : 7_200_000));
    }
  });

  it('storeTimeout makes a hanging store an error, with an unknown outcome for a write', async () => {
    const store = new MemorySessionStore();
    const { sessions, jar } = setUp({ store, storeTimeout: { seconds: 0.02 } });
    const never = Promise.race<never>([]);
    store.create = () => never;
    store.load = () => never;
    const failed = visit(sessions, jar, (session) => session.set('visits', 1));
    await expect(failed).rejects.toMatchObject({
      code: 'STORE',
      outcome: 'unknown',
      status: 503,
      headers: { 'Retry-After': '5' },
    });
    await expect(sessions.read(`__Host-sid=${'a'.repeat(32)}`)).rejects.toMatchObject({ outcome: 'not-applied' });
  });

  it('serializer is named in the payload, and the error for another serializer contains both names', async () => {
    const upper: Serializer = {
      name: 'shout',
      serialize: jsonSerializer.serialize,
      deserialize: jsonSerializer.deserialize,
    };
    const { store, sessions, jar } = setUp({ serializer: upper });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { id } = await sessions.read(jar.header);
    expect((await sessions.inspect(id!))!.payload).toMatch(/^shout:\{/);
    const strict = new SessionManager<Shop>({ store, onCorrupt: 'error', clock: () => 1_800_000_000_000 });
    await expect(strict.read(jar.header)).rejects.toThrow(/"shout".*"json"/);
  });

  it('onCorrupt: discard gives an anonymous visit and keeps the record, error throws', async () => {
    const { store, sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const id = (await sessions.read(jar.header)).id!;
    const { version, ...record } = (await store.load(id))!;
    for (const payload of [
      '',
      'no json',
      '[]',
      '{"v":1}',
      '{"v":2,"data":{},"idle":1}',
      '{"v":1,"data":[],"idle":1}',
    ]) {
      const current = (await store.load(id))!.version;
      await store.update(id, { ...record, payload, revision: `r${payload}` }, current);
      const session = await sessions.read(jar.header);
      expect([session.isNew, session.isEmpty]).toEqual([true, true]);
      expect((await store.load(id))!.payload).toBe(payload);
      expect(events.at(-1)).toEqual(['corrupt', { id, error: expect.objectContaining({ code: 'CORRUPT' }) }]);
    }
    void version;
    const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 2));
    expect(cookies).toHaveLength(1);
    expect((await store.load(id))!.payload).toBe('{"v":1,"data":[],"idle":1}');
  });

  it('onConflict: last-wins, error, or a function for each key', async () => {
    const both = async (onConflict: NonNullable<Options['onConflict']>) => {
      const { sessions, jar, events } = setUp({ onConflict });
      await visit(sessions, jar, (session) => session.set('tags', ['a']));
      const twice = visit(sessions, jar, async (session) => {
        await visit(sessions, jar, (other) => other.set('tags', ['a', 'theirs']));
        session.get('tags')!.push('mine');
      });
      return {
        outcome: await twice.then(
          () => 'stored',
          (error: unknown) => error,
        ),
        tags: (await sessions.read(jar.header)).get('tags'),
        events,
      };
    };
    const last = await both('last-wins');
    expect(last.tags).toEqual(['a', 'mine']);
    expect(last.events).toContainEqual(['conflict', { id: expect.any(String), key: 'tags' }]);
    const error = await both('error');
    expect(error.outcome).toMatchObject({ code: 'CONFLICT', status: 409, key: 'tags' });
    expect(error.tags).toEqual(['a', 'theirs']);
    const merged = await both({
      tags: ({ base = [], current = [], mine = [] }) => [...current, ...mine.filter((tag) => !base.includes(tag))],
    });
    expect(merged.tags).toEqual(['a', 'theirs', 'mine']);
  });

  it('onInterrupted: discard drops the changes without an error, except a change of the key', async () => {
    const { sessions, jar, events } = setUp({ onInterrupted: 'discard' });
    const ended = async (handler: Parameters<typeof visit<Shop, never>>[2]): Promise<unknown> => {
      await visit(sessions, jar, (session) => session.set('visits', 1).signIn('alice'));
      return visit(sessions, jar, async (session) => {
        await sessions.revokeOwner('alice');
        await handler(session);
      });
    };
    expect(await ended((session) => session.set('visits', 2))).toEqual({ cookies: [], accessed: true });
    expect(events.at(-1)).toEqual(['interrupted', { id: expect.any(String) }]);
    await expect(ended((session) => session.regenerate())).rejects.toMatchObject({ code: 'INTERRUPTED', status: 401 });
  });

  it('attributes are computed from the data at each write, without those that are undefined', async () => {
    const { sessions, jar } = setUp({ attributes: ({ visits, name }) => ({ visits, name: name ?? null }) });
    const seen = async () => (await sessions.inspect((await sessions.read(jar.header)).id!))!.attributes;
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(await seen()).toEqual({ visits: 1, name: null });
    await visit(sessions, jar, (session) => {
      session.delete('visits');
      session.set('name', 'Ann');
    });
    expect(await seen()).toEqual({ name: 'Ann' });
  });

  it.each(['a\0b', '\ud800', Number.NaN, {} as never])(
    'attributes: %j is refused with its name, because databases change it',
    async (value) => {
      const { sessions, jar } = setUp({ attributes: () => ({ device: value }) });
      const failed = visit(sessions, jar, (session) => session.set('visits', 1));
      await expect(failed).rejects.toMatchObject({ code: 'SERIALIZE', path: 'attributes.device' });
    },
  );

  it('hashIds: false gives the store the key instead of its digest, and session.id stays the digest', async () => {
    for (const hashIds of [true, false]) {
      const { sessions, store } = setUp({ hashIds });
      const { key, id } = await sessions.create({ data: { visits: 1 } });
      expect(id).toBe(await sessionIdOf(key!));
      expect(store.dump()).toContain(hashIds ? id : key);
      expect((await sessions.inspect(key!))!.decoded()).toEqual({ visits: 1 });
    }
  });

  it('cookie sets name, domain and former cookies', async () => {
    const { sessions, jar } = setUp({ cookie: { name: 'shop', domain: 'shop.example', former: [{ name: 'sid' }] } });
    const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(cookies[0]).toMatchObject({ name: '__Secure-shop', domain: 'shop.example' });
    expect(cookies.slice(1)).toContainEqual(expect.objectContaining({ name: '__Host-sid', maxAgeSeconds: 0 }));
  });
});
