import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as errors from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { serving } from '../node/serve.js';
import { setUp } from '../set-up.js';

type Errors = typeof errors;

/**
 * Loads a module of a second copy of this package. Next bundles a copy of its own, and npm installs one for each range
 * of versions.
 */
async function otherCopy<Module>(load: () => Promise<Module>): Promise<Module> {
  vi.resetModules();
  return await load();
}

const examples: Record<string, (copy: Errors) => Error> = {
  SessionError: ({ SessionError }) => new SessionError('WRONG_TIME', 'too late'),
  StoreError: ({ StoreError }) => new StoreError('down', { outcome: 'unknown' }),
  SessionTooLargeError: ({ SessionTooLargeError }) => new SessionTooLargeError('too large'),
  SerializeError: ({ SerializeError }) => new SerializeError('cart', 'is a function'),
  DeserializeError: ({ DeserializeError }) => new DeserializeError('not ours'),
  CorruptSessionError: ({ CorruptSessionError }) => new CorruptSessionError('unreadable'),
  InterruptedError: ({ InterruptedError }) => new InterruptedError(true),
  AmbiguousCookieError: ({ AmbiguousCookieError }) => new AmbiguousCookieError('sid', 'both are live'),
  SessionConflictError: ({ SessionConflictError }) => new SessionConflictError('cart'),
};

describe('the errors of two copies of the package', () => {
  let other: Errors;
  beforeAll(async () => {
    other = await otherCopy(() => import('../../src/contract/errors.js'));
  });

  it('are different classes in each copy', () => {
    expect(other.StoreError).not.toBe(errors.StoreError);
  });

  it('are all in the examples of this test', () => {
    expect(Object.keys(examples).toSorted()).toEqual(Object.keys(errors).toSorted());
  });

  it.each(Object.keys(examples))('are instances of the classes of either copy: %s', (name) => {
    const theirs = examples[name]!(other);
    const classes = Object.entries(errors).filter(([, Class]) => theirs instanceof Class);
    expect(classes.map(([kind]) => kind).toSorted()).toEqual([...new Set(['SessionError', name])].toSorted());
    const ours = Object.entries(errors).filter(([, Class]) => examples[name]!(errors) instanceof Class);
    expect(ours).toEqual(classes);
  });

  it('are not instances of the classes that an application derives from ours', () => {
    class OutOfStock extends errors.SessionError {}
    expect(new OutOfStock('STORE', 'no') instanceof OutOfStock).toBe(true);
    expect(new OutOfStock('STORE', 'no') instanceof errors.SessionError).toBe(true);
    expect(new errors.SessionError('STORE', 'no') instanceof OutOfStock).toBe(false);
    expect(new other.SessionError('STORE', 'no') instanceof OutOfStock).toBe(false);
  });

  it.each([undefined, null, 0, 'STORE', {}, Object.create(null), new Error('STORE'), { code: 'STORE', status: 503 }])(
    'do not include %s',
    (value) => {
      for (const Class of Object.values(errors)) expect((value as unknown) instanceof Class).toBe(false);
    },
  );
});

/** A manager of this copy whose store fails. */
function failing(method: 'load' | 'update', error: Error) {
  const store = new MemorySessionStore();
  const sessions = setUp({ store }).sessions;
  return { sessions, break: () => vi.spyOn(store, method).mockRejectedValue(error) };
}

describe('a manager of one copy with the handlers of another', () => {
  it('makes handleSession respond with 503 when the store is down', async () => {
    const { handleSession } = await otherCopy(() => import('../../src/fetch/index.js'));
    const { sessions, break: breakStore } = failing('load', new errors.StoreError('down', { outcome: 'not-applied' }));
    const { cookies } = await sessions.create({ data: { visits: 1 } });
    breakStore();
    const request = new Request('https://shop.example/', { headers: { cookie: `__Host-sid=${cookies[0]!.value}` } });
    const response = await handleSession(sessions, request, async () => {
      const session = await sessions.get(request);
      return new Response(String(session.get('visits')));
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(response.headers.get('Session-Outcome')).toBe('not-applied');
  });

  it('sends Session-Outcome: unknown if the request had stored something before it failed', async () => {
    const { handleSession } = await otherCopy(() => import('../../src/fetch/index.js'));
    const { sessions, break: breakStore } = failing(
      'update',
      new errors.StoreError('down', { outcome: 'not-applied' }),
    );
    const { cookies } = await sessions.create({ data: { visits: 1 } });
    const request = new Request('https://shop.example/', { headers: { cookie: `__Host-sid=${cookies[0]!.value}` } });
    const response = await handleSession(sessions, request, async () => {
      const session = await sessions.get(request);
      session.set('visits', 2);
      await session.save();
      session.set('visits', 3);
      breakStore();
      return new Response('ok');
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('Session-Outcome')).toBe('unknown');
  });

  it('makes the middleware of Node respond with 503, too', async () => {
    const { withSession } = await otherCopy(() => import('../../src/node/index.js'));
    const { sessions, break: breakStore } = failing('load', new errors.StoreError('down', { outcome: 'not-applied' }));
    const { cookies } = await sessions.create({ data: { visits: 1 }, secure: false });
    breakStore();
    const response = await serving(
      withSession(sessions, async (request, reply) => {
        const session = await sessions.get(request);
        reply.end(String(session.get('visits')));
      }),
      (port) => fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: `sid=${cookies[0]!.value}` } }),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get('Session-Outcome')).toBe('not-applied');
  });
});

describe('a store of another copy', () => {
  it('makes a request fail as too large, not as an outage, if it refuses the size', async () => {
    const { MemorySessionStore: Theirs } = await otherCopy(() => import('../../src/memory/memory-session-store.js'));
    const { sessions } = setUp({ store: new Theirs({ maxPayloadBytes: 256 }) });
    const promise = sessions.create({ data: { name: 'x'.repeat(500) } });
    await expect(promise).rejects.toBeInstanceOf(errors.SessionTooLargeError);
    await expect(promise).rejects.toMatchObject({ status: 413 });
  });

  it('can say that nothing was applied', async () => {
    const { StoreError } = await otherCopy(() => import('../../src/contract/errors.js'));
    const { sessions, break: breakStore } = failing('update', new StoreError('full', { outcome: 'not-applied' }));
    const { key } = await sessions.create({ data: { visits: 1 } });
    breakStore();
    const promise = sessions.edit(key!, (session) => void session.set('visits', 2));
    await expect(promise).rejects.toBeInstanceOf(errors.StoreError);
    await expect(promise).rejects.toMatchObject({ message: 'full', outcome: 'not-applied' });
  });
});
