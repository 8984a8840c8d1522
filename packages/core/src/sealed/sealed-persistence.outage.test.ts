import { describe, expect, it } from 'vitest';
import { setUpRevoking, setUpSealed } from '../../test/sealed-set-up.js';
import { visit } from '../../test/visits.js';
import type { CallOptions } from '../contract/call-options.js';
import { StoreError } from '../contract/errors.js';
import type { SealContext, SealedRecord, SealedStore } from '../contract/sealed-store.js';
import { SessionManager } from '../manager/session-manager.js';

const down = (): Promise<never> => Promise.reject(new Error('the secret manager is down'));
const never = (): Promise<never> => new Promise(() => {});
const thrown = (): never => {
  throw new Error('there is no key');
};

describe('a sealed store that fails', () => {
  it.each([
    ['fails', down, /failed at "unseal"/],
    ['hangs', never, /did not reply to "unseal" within 20 ms/],
  ])('at unseal, because it %s, causes a 503 and never an anonymous visit', async (_name, unseal, message) => {
    const { sessions, jar, store } = setUpSealed({ storeTimeout: { seconds: 0.02 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    store.unseal = unseal;
    const failure = { code: 'STORE', status: 503, outcome: 'not-applied', message: expect.stringMatching(message) };
    await expect(sessions.open(jar.header)).rejects.toMatchObject(failure);
    await expect(sessions.read(jar.header)).rejects.toMatchObject(failure);
  });

  it.each([
    ['fails', down],
    ['hangs', never],
    ['throws', thrown],
  ])('at seal, because it %s, makes the commit fail with not-applied and without a cookie', async (_name, seal) => {
    const { sessions, jar, store, events } = setUpRevoking({ storeTimeout: { seconds: 0.02 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    store.seal = seal;
    const { session, commit } = await sessions.open(jar.header);
    session.signIn('alice');
    const failed = { code: 'STORE', status: 503, outcome: 'not-applied' };
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject(failed);
    expect(await commit({ status: 503 })).toEqual({ cookies: [], accessed: true });
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'failed' })]]);
    expect((await sessions.read(jar.header)).get('visits')).toBe(1);
    expect(store.calls).not.toContain('revoke');
  });

  it('when it reads the session again fails a write, but only skips a renewal', async () => {
    const { sessions, jar, store, time, events } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const unseal = store.unseal.bind(store);
    const { session, commit } = await sessions.open(jar.header);
    store.unseal = down;
    session.set('visits', 2);
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'STORE' });
    store.unseal = unseal;
    time.now += 8 * 86_400_000;
    const renewing = await sessions.open(jar.header);
    store.unseal = down;
    expect((await renewing.commit({ status: 200 })).cookies).toEqual([]);
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]]);
  });

  it.each([
    ['fails', down],
    ['hangs', never],
  ])(
    'at revoke, because it %s, makes destroy fail, which keeps the cookie and can be repeated',
    async (_name, broken) => {
      const { sessions, jar, store, events } = setUpRevoking({ storeTimeout: { seconds: 0.02 } });
      await visit(sessions, jar, (session) => session.signIn('alice'));
      const before = jar.header;
      const revoke = store.revoke!;
      Object.assign(store, { revoke: broken });
      const { cookies } = await visit(sessions, jar, async (session) => {
        await expect(session.destroy()).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown' });
        expect(session.owner).toBe('alice');
      });
      expect([cookies, jar.header]).toEqual([[], before]);
      expect(events.filter(([name]) => name === 'destroyed')).toEqual([]);
      Object.assign(store, { revoke });
      await visit(sessions, jar, (session) => session.destroy());
      expect(jar.header).toBeUndefined();
      expect((await sessions.read(before)).isNew).toBe(true);
    },
  );

  it('at seal, after a sign-in revoked the session of a former cookie, leaves the present session intact', async () => {
    const keys = { one: Buffer.alloc(32, 1) };
    const { revoked, ...before } = setUpRevoking({ sealing: { keys }, cookie: { name: 'shop' } });
    await visit(before.sessions, before.jar, (session) => session.signIn('alice'));
    const { sessions, store, jar } = setUpRevoking({
      sealing: { keys, revoked },
      cookie: { former: [{ name: 'shop' }] },
    });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(`${jar.header}; ${before.jar.header}`);
    session.signIn('alice');
    store.seal = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'STORE' });
    await session.reload();
    expect(session.get('visits')).toBe(1);
  });

  it.each(['signIn', 'regenerate', 'clear'] as const)(
    'at revoke makes %s fail, and no cookie is set',
    async (change) => {
      const { sessions, jar, store } = setUpRevoking();
      await visit(sessions, jar, (session) => session.set('visits', 1));
      const before = jar.header;
      Object.assign(store, { revoke: () => Promise.reject(new StoreError('full', { outcome: 'not-applied' })) });
      const failing = visit(sessions, jar, (session) =>
        change === 'signIn' ? session.signIn('alice') : session[change](),
      );
      await expect(failing).rejects.toMatchObject({ code: 'STORE', outcome: 'not-applied', message: 'full' });
      expect(jar.header).toBe(before);
      expect((await sessions.read(before)).get('visits')).toBe(1);
    },
  );
});

describe('a sealed store', () => {
  it.each(['', 'a b', 'a~b', 'é', undefined])('is refused when it returns %j, which is not a token', async (token) => {
    const { sessions, jar, store } = setUpSealed();
    store.seal = () => Promise.resolve(token as string);
    await expect(visit(sessions, jar, (session) => session.set('visits', 1))).rejects.toMatchObject({
      code: 'STORE',
      outcome: 'not-applied',
    });
  });

  it('may return results without a promise, and gets a signal for the deadline', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const store: SealedStore = {
      kind: 'sealed',
      limits: { maxPayloadBytes: 1000, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: true },
      seal: (record: SealedRecord) => Buffer.from(JSON.stringify(record)).toString('base64url'),
      unseal(token: string, _context: SealContext, options?: CallOptions) {
        signals.push(options?.signal);
        return { record: JSON.parse(Buffer.from(token, 'base64url').toString()) as SealedRecord, reseal: false };
      },
    };
    const sessions = new SessionManager({ store });
    const { cookies } = await sessions.create({ data: { visits: 1 } });
    expect((await sessions.read(`${cookies[0]!.name}=${cookies[0]!.value}`)).get('visits')).toBe(1);
    expect(signals).toEqual([expect.any(AbortSignal)]);
  });

  it('is closed with the manager if it has a close method', async () => {
    const { sessions, store } = setUpSealed();
    await sessions.close();
    let closed = 0;
    Object.assign(store, { close: () => Promise.resolve(closed++) });
    await sessions.close();
    expect(closed).toBe(1);
  });
});
