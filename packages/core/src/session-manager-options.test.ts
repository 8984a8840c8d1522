import { channel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CookieJar, visit } from '../test/visits.js';
import { StoreError } from './contract/errors.js';
import type { Serializer } from './contract/serializer.js';
import { jsonSerializer } from './json-serializer.js';
import type { SessionManagerOptions } from './manager-options.js';
import { MemorySessionStore } from './memory-session-store.js';
import type { SessionEventName } from './session-events.js';
import { type SessionKey, sessionIdOf } from './session-key.js';
import { SessionManager } from './session-manager.js';

type Shop = { visits: number; name: string; tags: string[] };
type Options = Partial<SessionManagerOptions<Shop>>;

const day = 86_400_000;

function setUp(options: Options = {}) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const sessions = new SessionManager<Shop>({ store, clock, ...options });
  const events: [string, object][] = [];
  const names: SessionEventName[] = [
    'created', 'saved', 'conflict', 'interrupted', 'rejected-key', 'destroyed', 'unsaved', 'insecure', 'corrupt',
  ];
  for (const name of names) sessions.on(name, (event) => events.push([name, event]));
  return { time, store, sessions, jar: new CookieJar(), events };
}

describe('options', () => {
  it.each<[string, object]>([
    ['SessionManager.idleTimeOut is no option.*idleTimeout', { idleTimeOut: 5 }],
    ['store must be a session store', { store: undefined }],
    ['store must be a session store', { store: new Map() }],
    ['sealed store', { store: { kind: 'sealed' } }],
    ['idleTimeout', { idleTimeout: 0 }],
    ['idleTimeout must not be longer than absoluteTimeout', { idleTimeout: { days: 100 } }],
    ['renewEvery must be shorter than idleTimeout', { renewEvery: { days: 14 } }],
    ['storeTimeout', { storeTimeout: Infinity }],
    ['lifetimes.x.ideal', { lifetimes: { x: { ideal: 1 } } }],
    ['lifetimes.x.idle must not be longer', { lifetimes: { x: { idle: { days: 91 } } } }],
    ['onConflict', { onConflict: 'first-wins' }],
    ['onInterrupted', { onInterrupted: 'ignore' }],
    ['onCorrupt', { onCorrupt: 'repair' }],
    ['serializer', { serializer: { ...jsonSerializer, name: 'My JSON' } }],
    ['cookie', { cookie: { sameSite: 'none' } }],
  ])('refuses what cannot be meant: %s', (message, wrong) => {
    const build = (): unknown => new SessionManager({ store: new MemorySessionStore(), ...(wrong as object) } as never);
    expect(build).toThrow(new RegExp(message));
    expect(build).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('idleTimeout and absoluteTimeout: a shortened policy holds for sessions that exist', async () => {
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

  it('renewEvery: reads move the deadline at most once in that time; renew and get\'s option say which', async () => {
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
    const commits = [];
    for (const request of [{ quiet: true }, {}]) {
      sessions.bind(request, {
        cookieHeader: jar.header,
        facts: { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false },
        opened: (commit) => commits.push(commit),
      });
      await sessions.get(request);
      await commits.at(-1)!({ status: 200, headersSent: false });
      expect(await deadline()).toBe(first + ('quiet' in request ? 3_600_000 : 7_200_000));
    }
  });

  it('storeTimeout: a store that never answers is a typed error, for a write with an unknown outcome', async () => {
    const store = new MemorySessionStore();
    const { sessions, jar } = setUp({ store, storeTimeout: 20 });
    const never = new Promise<never>(() => undefined);
    store.create = () => never;
    store.load = () => never;
    const failed = visit(sessions, jar, (session) => session.set('visits', 1));
    await expect(failed).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown', status: 503, headers: { 'Retry-After': '5' } });
    await expect(sessions.read(`__Host-sid=${'a'.repeat(32)}`)).rejects.toMatchObject({ outcome: 'not-applied' });
  });

  it('serializer: another one is marked in the payload, and a mix-up names both', async () => {
    const upper: Serializer = { name: 'shout', serialize: jsonSerializer.serialize, deserialize: jsonSerializer.deserialize };
    const { store, sessions, jar } = setUp({ serializer: upper });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { id } = await sessions.read(jar.header);
    expect((await sessions.inspect(id!))!.payload).toMatch(/^shout:\{/);
    const strict = new SessionManager<Shop>({ store, onCorrupt: 'error', clock: () => 1_800_000_000_000 });
    await expect(strict.read(jar.header)).rejects.toThrow(/"shout".*"json"/);
  });

  it('onCorrupt: discard is an anonymous visit that leaves the record, error is an error', async () => {
    const { store, sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const id = (await sessions.read(jar.header)).id!;
    const { version, ...record } = (await store.load(id))!;
    for (const payload of ['', 'no json', '[]', '{"v":1}', '{"v":2,"data":{},"idle":1}', '{"v":1,"data":[],"idle":1}']) {
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

  it('onConflict: last-wins, error, or a function for the key', async () => {
    const both = async (onConflict: NonNullable<Options['onConflict']>) => {
      const { sessions, jar, events } = setUp({ onConflict });
      await visit(sessions, jar, (session) => session.set('tags', ['a']));
      const twice = visit(sessions, jar, async (session) => {
        await visit(sessions, jar, (other) => other.set('tags', ['a', 'theirs']));
        session.get('tags')!.push('mine');
      });
      return { outcome: await twice.then(() => 'stored', (error: unknown) => error), tags: (await sessions.read(jar.header)).get('tags'), events };
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

  it('onInterrupted: discard lets the answer go and drops the write, but never a change of the key', async () => {
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

  it('attributes: computed from the data at each write; undefined leaves one out', async () => {
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

  it('adopt: takes over a live session of another framework under a new key', async () => {
    const asked: string[] = [];
    const { sessions, jar } = setUp({
      adopt: (header) => {
        asked.push(header);
        return header.includes('legacy=1') ? { data: { visits: 41 }, owner: 7 } : undefined;
      },
    });
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true));
    expect(asked).toEqual([]);
    jar.put('legacy=1');
    const { cookies } = await visit(sessions, jar, (session) => session.update('visits', 0, (count) => count + 1));
    expect(cookies).toHaveLength(1);
    await visit(sessions, jar, (session) => expect([session.owner, session.get('visits')]).toEqual(['7', 42]));
    expect(asked).toHaveLength(1);
  });

  it('hashIds: the store sees the digest of the key, or with false the key itself', async () => {
    for (const hashIds of [true, false]) {
      const { sessions } = setUp({ hashIds });
      const { key, id } = await sessions.create({ data: { visits: 1 } });
      expect(id).toBe(hashIds ? await sessionIdOf(key) : key);
      expect((await sessions.inspect(key))!.decoded()).toEqual({ visits: 1 });
    }
  });

  it('cookie: name, domain and former places', async () => {
    const { sessions, jar } = setUp({ cookie: { name: 'shop', domain: 'shop.example', former: [{ name: 'sid' }] } });
    const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(cookies[0]).toMatchObject({ name: '__Secure-shop', domain: 'shop.example' });
    expect(cookies.slice(1)).toContainEqual(expect.objectContaining({ name: '__Host-sid', maxAgeSeconds: 0 }));
  });
});

describe('events', () => {
  it('tell what happened, also on the diagnostics channel, and carry no secret', async () => {
    const published: unknown[] = [];
    channel('sess:created').subscribe((message) => published.push(message));
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
    expect(published).toEqual([{ id }]);
    expect(inspect(events, { depth: 9 })).not.toMatch(/secret words/);
  });

  it('rejected-key says why a cookie opened nothing; such a cookie is not cleared', async () => {
    const { sessions, events } = setUp();
    const reasons = async (header: string): Promise<unknown> => {
      const jar = new CookieJar();
      jar.put(header);
      expect((await visit(sessions, jar, (session) => session.get('visits'))).cookies).toEqual([]);
      return (events.at(-1)?.[1] as { reason: string }).reason;
    };
    expect(await reasons('__Host-sid=short')).toBe('malformed');
    expect(await reasons(`__Host-sid=${'a'.repeat(32)}`)).toBe('unknown');
    const twice = await sessions.read(`__Host-sid=${'a'.repeat(32)}; __Host-sid=${'b'.repeat(32)}`);
    expect([twice.isNew, events.at(-1)]).toEqual([true, ['rejected-key', { reason: 'duplicate' }]]);
    const { cookie, key } = await sessions.create({ owner: 'alice' });
    const jar = new CookieJar();
    jar.put(`${cookie.name}=${key}`);
    const old = jar.header!;
    await visit(sessions, jar, (session) => session.regenerate());
    await sessions.read(old);
    expect(events.at(-1)).toEqual(['rejected-key', { reason: 'superseded' }]);
  });

  it('a renewal that fails is told, and the read goes on', async () => {
    const { sessions, store, jar, time, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 2 * day;
    store.touch = async () => {
      throw new StoreError('down', { outcome: 'unknown' });
    };
    await visit(sessions, jar, (session) => expect(session.get('visits')).toBe(1));
    expect(events.at(-1)).toEqual(['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]);
  });

  it('a listener can be taken off, and one that throws harms no request', async () => {
    const { sessions, jar } = setUp();
    let heard = 0;
    const off = sessions.on('created', () => {
      heard++;
      throw new Error('broken listener');
    });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    off();
    await sessions.create();
    expect(heard).toBe(1);
  });
});

describe('in a request', () => {
  const facts = { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false };

  it('get loads once, peek sees what is loaded, and both need the middleware', async () => {
    const { sessions } = setUp();
    const request = {};
    await expect(sessions.get(request)).rejects.toMatchObject({ code: 'WRONG_TIME', message: expect.stringContaining('middleware') });
    let opened = 0;
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => opened++ });
    expect(sessions.peek(request)).toBeUndefined();
    const session = await sessions.get(request);
    expect([await sessions.get(request), sessions.peek(request)]).toEqual([session, session]);
    expect(opened).toBe(1);
  });

  it('a load that fails is the caller\'s error, and the answer sets no cookie', async () => {
    const { sessions, store } = setUp();
    store.load = async () => {
      throw new Error('connection refused');
    };
    const request = {};
    let commit: Parameters<Parameters<typeof sessions.bind>[1]['opened']>[0] | undefined;
    sessions.bind(request, { cookieHeader: `__Host-sid=${'a'.repeat(32)}`, facts, opened: (ready) => (commit = ready) });
    await expect(sessions.get(request)).rejects.toMatchObject({ code: 'STORE', status: 503, outcome: 'not-applied' });
    expect(await commit!({ status: 503, headersSent: false })).toEqual({ cookies: [], accessed: true });
  });

  it('OPTIONS never looks', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    store.load = () => Promise.reject(new Error('asked'));
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true), { method: 'OPTIONS' });
  });
});

describe('outside a request', () => {
  it('encode and decode are each other\'s inverse; save stores and, given nothing, deletes (Django\'s manager)', async () => {
    const { sessions, time } = setUp();
    expect(sessions.decode(sessions.encode({ visits: 3 }))).toEqual({ visits: 3 });
    expect(() => sessions.decode('gAR9lC4=')).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
    const key = 'k'.repeat(32) as SessionKey;
    await sessions.save(key, { visits: 3 }, time.now + 1000);
    await sessions.save(key, { visits: 4 }, time.now + 1000);
    const stored = (await sessions.inspect(key))!;
    expect([stored.decoded(), stored.expiresAt]).toEqual([{ visits: 4 }, time.now + 1000]);
    expect((await sessions.read(`__Host-sid=${key}`)).get('visits')).toBe(4);
    await sessions.save(key, {}, time.now + 1000);
    expect(await sessions.inspect(key)).toBeUndefined();
    await expect(sessions.save('short' as SessionKey, {}, 1)).rejects.toThrow(/32 characters/);
    await expect(sessions.save(key, { visits: 1 }, Number.NaN)).rejects.toThrow(/epoch milliseconds/);
  });

  it('edit changes a session with the same guarantees; its key and deadline stay', async () => {
    const { sessions, time } = setUp();
    const { id } = await sessions.create({ data: { visits: 1 } });
    const { expiresAt } = (await sessions.inspect(id))!;
    time.now += 5 * day;
    await sessions.edit(id, async (session) => {
      await sessions.edit(id, (other) => void other.set('name', 'other'));
      session.update('visits', 0, (count) => count + 1);
      expect(() => session.signIn('alice')).toThrow(/not in edit/);
      expect(() => session.expire('browser-close')).toThrow(/not in edit/);
    });
    const after = (await sessions.inspect(id))!;
    expect([after.decoded(), after.expiresAt]).toEqual([{ visits: 2, name: 'other' }, expiresAt]);
    expect(await sessions.edit('0'.repeat(40) as typeof id, () => undefined)).toBe(false);
  });

  it('list, revoke and revokeOwner: an owner is a string, a number is turned into one', async () => {
    const { sessions, jar } = setUp();
    const made = await Promise.all([1, 2, 3].map(() => sessions.create({ owner: 7 })));
    const listed = async (): Promise<string[]> => {
      const ids = [];
      for await (const { id } of sessions.list('7')) ids.push(id);
      return ids.sort();
    };
    expect(await listed()).toEqual(made.map(({ id }) => id).sort());
    expect(await sessions.revoke(made[0]!.id)).toBe(true);
    expect(await sessions.revoke(made[0]!.id)).toBe(false);
    await visit(sessions, jar, (session) => session.signIn(7));
    await visit(sessions, jar, async (session) => {
      session.regenerate();
      expect(await sessions.revokeOwner(7, { except: session })).toBe(2);
    });
    expect(await listed()).toEqual([(await sessions.read(jar.header)).id]);
  });

  it('revoke(old id) ends the session that a key change made', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const old = (await sessions.read(jar.header)).id!;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    expect(await sessions.revoke(old)).toBe(true);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('clearExpired works in batches, tells its progress, and stops when asked', async () => {
    const { sessions, time, store } = setUp();
    for (let count = 0; count < 25; count++) await sessions.create({ data: { visits: count } });
    time.now += 15 * day;
    await sessions.create({ data: { visits: 99 } });
    const progress: number[] = [];
    const first = await sessions.clearExpired({ batchSize: 10, signal: AbortSignal.abort(), onProgress: (deleted) => progress.push(deleted) });
    expect(first).toEqual({ deleted: 0, more: true });
    expect(await sessions.clearExpired({ batchSize: 10, onProgress: (deleted) => progress.push(deleted) })).toEqual({ deleted: 25, more: false });
    expect(progress.at(-1)).toBe(25);
    await expect(sessions.clearExpired({ batchSize: 0 })).rejects.toThrow(/batchSize/);
    (store as { deleteExpired?: unknown }).deleteExpired = undefined;
    expect(await sessions.clearExpired()).toEqual({ deleted: 0, more: false });
  });

  it('a signal aborted before sends nothing; one aborted later tells that the outcome is unknown', async () => {
    const { sessions, store } = setUp();
    const { id } = await sessions.create();
    await expect(sessions.inspect(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    store.owners!.deleteByOwner = () => {
      controller.abort();
      return new Promise<never>(() => undefined);
    };
    await expect(sessions.revokeOwner('a', { signal: controller.signal })).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('what a store cannot do is a typed error', async () => {
    const { sessions, store } = setUp();
    (store as { owners?: unknown }).owners = undefined;
    await expect(sessions.list('a').next()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(sessions.revokeOwner('a')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('close closes the store', async () => {
    const { sessions, jar } = setUp();
    await sessions.close();
    await expect(visit(sessions, jar, (session) => session.set('visits', 1))).rejects.toMatchObject({ code: 'STORE' });
  });
});

it('a session over the store\'s limit is refused with the limit and the largest keys', async () => {
  const store = new MemorySessionStore({ maxPayloadBytes: 1000 });
  const { sessions, jar } = setUp({ store });
  const failed = visit(sessions, jar, (session) => session.set('name', 'x'.repeat(2000)).set('visits', 1));
  await expect(failed).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringMatching(/maxPayloadBytes\) is 1000.*"name" \(2\d+ characters\)/) });
  expect(jar.header).toBeUndefined();
});
