import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { Readable, Transform } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { handleSession } from '../fetch/index.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { createSessionContext, type SessionContext } from './index.js';

let sessions: SessionManager<{ visits: number }>;
let context: SessionContext<Awaited<ReturnType<typeof sessions.get>>>;

beforeEach(() => {
  sessions = new SessionManager({ store: new MemorySessionStore() });
  context = createSessionContext(sessions);
});

/** Runs code below a request of that owner. */
async function serve<Result>(owner: string, code: () => Result | Promise<Result>): Promise<Result> {
  const request = new Request('https://shop.example/');
  let result: Result;
  await handleSession(sessions, request, () =>
    context.run(request, async () => {
      (await sessions.get(request)).signIn(owner);
      result = await code();
      return new Response('ok');
    }),
  );
  return result!;
}

const owner = async () => (await context.currentSession()).owner;
const outside = expect.objectContaining({ code: 'WRONG_TIME' });

/** Calls back later, from something that this code has begun. Returns the owner that is seen then. */
function later(begin: (callback: () => void) => unknown): () => Promise<unknown> {
  return () =>
    new Promise((resolve) => {
      begin(() => resolve(owner()));
    });
}

const continuations: Readonly<Record<string, () => Promise<unknown>>> = {
  'an await': async () => {
    await Promise.resolve();
    return owner();
  },
  'a timer': later((callback) => setTimeout(callback, 1)),
  setImmediate: later((callback) => setImmediate(callback)),
  'a microtask': later((callback) => queueMicrotask(callback)),
  'process.nextTick': later((callback) => process.nextTick(callback)),
  'an event that this code emits': later((callback) => {
    const emitter = new EventEmitter().on('event', callback);
    setTimeout(() => emitter.emit('event'), 1);
  }),
  'the callbacks of a stream that it made': later((callback) => {
    const pieces = new Transform({ objectMode: true, transform: (piece, _encoding, done) => done(null, piece) });
    pieces.on('data', () => undefined).on('end', callback);
    Readable.from(['a', 'b']).pipe(pieces);
  }),
  'the pieces of a stream that it reads': async () => {
    const owners = new Set<unknown>();
    for await (const _ of Readable.from(['a', 'b'])) owners.add(await owner());
    return [...owners].join(' ');
  },
};

describe('currentSession', () => {
  it.each(Object.entries(continuations))('finds the session of the request after %s', async (_name, code) => {
    expect(await Promise.all([serve('alice', code), serve('bob', code)])).toEqual(['alice', 'bob']);
  });

  it('is the object that sessions.get returns, and its changes are stored', async () => {
    const request = new Request('https://shop.example/');
    const response = await handleSession(sessions, request, () =>
      context.run(request, async () => {
        (await context.currentSession()).set('visits', 1);
        expect(await context.currentSession()).toBe(await sessions.get(request));
        return new Response('ok');
      }),
    );
    const cookie = response.headers.getSetCookie()[0]!.split(';')[0];
    expect((await sessions.read(cookie)).get('visits')).toBe(1);
  });

  it('never is that of a request which is served at the same time', async () => {
    const turns = ['alice', 'bob', 'carol', 'bob', 'alice', 'carol', 'carol', 'alice', 'bob'];
    const waiting = new Map<string, () => void>();
    const seen: unknown[] = [];
    // Each waits for its turns, so the requests are interleaved in this order.
    const code = (name: string) => async () => {
      for (let turn = 0; turn < 3; turn++) {
        await new Promise<void>((resolve) => {
          waiting.set(name, resolve);
        });
        seen.push([name, await owner()]);
        settled();
      }
    };
    let settled = (): void => undefined;
    const served = ['alice', 'bob', 'carol'].map((name) => serve(name, code(name)));
    for (const name of turns) {
      await expect.poll(() => waiting.has(name)).toBe(true);
      const done = new Promise<void>((resolve) => {
        settled = resolve;
      });
      const go = waiting.get(name)!;
      waiting.delete(name);
      go();
      await done;
    }
    await Promise.all(served);
    expect(seen).toEqual(turns.map((name) => [name, name]));
  });

  it('says outside of a request what to do, also when a listener from the request is called there', async () => {
    await expect(owner()).rejects.toThrow('Outside of requests, use sessions.edit(id, change).');
    const emitter = new EventEmitter();
    const seen: Promise<unknown>[] = [];
    const listen = (): void => void seen.push(owner().catch((error: unknown) => error));
    await serve('alice', () => {
      emitter.on('event', listen).on('event', AsyncResource.bind(listen));
    });
    emitter.emit('event');
    expect(await Promise.all(seen)).toEqual([outside, 'alice']);
  });

  it('is of the inner request in a run inside another run, and of the outer one afterwards', async () => {
    const inner = () => serve('bob', owner);
    expect(await serve('alice', async () => [await owner(), await inner(), await owner()])).toEqual([
      'alice',
      'bob',
      'alice',
    ]);
  });

  it('does not exist in edit outside of a request, and is that of the request in an edit there', async () => {
    const { id } = await sessions.create({ owner: 'bob' });
    const seen: unknown[] = [];
    const edit = () => sessions.edit(id, async () => void seen.push(await owner().catch((error: unknown) => error)));
    await edit();
    await serve('alice', edit);
    expect(seen).toEqual([outside, 'alice']);
  });

  it('rejects as sessions.get does when no session middleware knows the request', async () => {
    await context.run({}, () => expect(owner()).rejects.toThrow('not known to the session middleware'));
  });
});

describe('peekSession', () => {
  it('returns the session once it is loaded, and undefined before and outside', async () => {
    const request = new Request('https://shop.example/');
    const seen: unknown[] = [context.peekSession()];
    await handleSession(sessions, request, () =>
      context.run(request, async () => {
        seen.push(context.peekSession());
        seen.push(context.peekSession() === (await context.currentSession()));
        seen.push(context.peekSession() === (await sessions.get(request)));
        return new Response('ok');
      }),
    );
    expect(seen).toEqual([undefined, undefined, false, true]);
  });
});

describe('createSessionContext', () => {
  it('refuses what is not a manager, and run what is not a request or a callback', () => {
    const runNothing = () => context.run({}, undefined as never);
    expect(runNothing).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    const create = createSessionContext as (sessions: unknown) => unknown;
    for (const wrong of [undefined, {}, 'sessions']) {
      expect(() => create(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
    for (const wrong of [undefined, null, 'request']) {
      const run = () => context.run(wrong as never, () => undefined);
      expect(run).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });

  it('separates two managers', async () => {
    const other = createSessionContext(new SessionManager({ store: new MemorySessionStore() }));
    await serve('alice', () => expect(other.currentSession()).rejects.toEqual(outside));
  });
});
