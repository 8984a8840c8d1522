import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import type { AdoptOptions } from '../../src/keyed/adopt-options.js';
import { foreignFramework } from '../foreign-framework.js';
import { setUp, type Shop } from '../set-up.js';
import { visit } from '../visits.js';
import type { StoreCall } from './hooked-store.js';
import { twoProcesses } from './two-processes.js';

const down = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
const never = (): Promise<never> => new Promise(() => {});
const thrown = (): never => {
  throw new Error('no secret');
};

function withAdopt(changed: Partial<AdoptOptions<Shop>>) {
  const { adopt, begin } = foreignFramework();
  const set = setUp({ adopt: { ...adopt, ...changed }, storeTimeout: { seconds: 0.3 } });
  set.jar.put(begin('one', { visits: 41 }, 'alice'));
  return set;
}

describe('an outage of the other framework', () => {
  it.each([
    ['load', 'fails', { load: down }, /failed at "adopt\.load"/],
    ['load', 'hangs', { load: never }, /did not reply to "adopt\.load" within 300 ms/],
    ['load', 'throws', { load: thrown }, /failed at "adopt\.load"/],
    ['identify', 'fails', { identify: down }, /failed at "adopt\.identify"/],
    ['identify', 'hangs', { identify: never }, /did not reply to "adopt\.identify"/],
  ] satisfies [string, string, Partial<AdoptOptions<Shop>>, RegExp][])(
    'makes the request fail with 503 when %s %s, and never makes it anonymous',
    async (_call, _name, changed, message) => {
      const { sessions, jar } = withAdopt(changed);
      const failure = { code: 'STORE', status: 503, outcome: 'not-applied', message: expect.stringMatching(message) };
      await expect(sessions.open(jar.header)).rejects.toMatchObject(failure);
      await expect(sessions.read(jar.header)).rejects.toMatchObject(failure);
    },
  );

  it.each([
    ['fails', down],
    ['hangs', never],
    ['throws', thrown],
  ])('only emits an event when end %s, and the foreign cookie is no longer valid', async (_name, end) => {
    const { sessions, jar, events, time } = withAdopt({ end });
    const foreign = jar.header!;
    expect((await visit(sessions, jar, (session) => session.get('visits'))).cookies).toHaveLength(2);
    const { id } = await sessions.read(jar.header);
    expect(events.filter(([name]) => name === 'foreign-not-ended')).toEqual([
      ['foreign-not-ended', { id, error: expect.any(StoreError) }],
    ]);
    time.now += 60_000;
    expect((await sessions.read(foreign)).owner).toBeUndefined();
  });

  it('makes a sign-out fail, because the foreign cookie may still be valid', async () => {
    const { adopt, begin } = foreignFramework();
    const { sessions, jar } = setUp({ adopt: { ...adopt, load: down } });
    const { key } = await sessions.create({ owner: 'bob' });
    const { session } = await sessions.open(`__Host-sid=${key}; ${begin('one', {}, 'alice')}`);
    await expect(session.destroy()).rejects.toMatchObject({ code: 'STORE' });
    expect(jar.header).toBeUndefined();
  });

  it('does not touch the sign-out of a session of ours whose key came under both names', async () => {
    const { sessions } = setUp({ adopt: { cookie: 'connect.sid', load: down } });
    const { key } = await sessions.create({ owner: 'bob' });
    const { session } = await sessions.open(`__Host-sid=${key}; connect.sid=${key}`);
    await session.destroy();
    expect(await sessions.inspect(key!)).toBeUndefined();
  });
});

describe('an outage of our store', () => {
  function beforeOutage() {
    const foreign = foreignFramework();
    const processes = twoProcesses({ adopt: foreign.adoptOnly });
    processes.jar.put(foreign.begin('one', { visits: 41 }, 'alice'));
    return processes;
  }

  it('leaves no record behind, and the next request adopts the session', async () => {
    for (const verb of ['load', 'create']) {
      const { slow, other, jar, line, storedRecords } = beforeOutage();
      let calls = 0;
      line.hook = (call) => {
        // The session's own create goes through, the marker's does not.
        if (call.verb === verb && (verb === 'load' || ++calls === 2))
          throw new StoreError('no', { outcome: 'not-applied' });
        return call.apply();
      };
      await expect(visit(slow, jar, (session) => session.get('visits'))).rejects.toMatchObject({ status: 503 });
      expect(storedRecords()).toEqual([]);
      await visit(other, jar, (session) => expect(session.owner).toBe('alice'));
    }
  });

  it('makes the marker be sent again when its call was lost, and the first may arrive late', async () => {
    const { slow, other, jar, line, storedRecords } = beforeOutage();
    const late: StoreCall[] = [];
    let creates = 0;
    line.hook = (call) => {
      if (call.verb !== 'create' || ++creates !== 2) return call.apply();
      late.push(call);
      throw new StoreError('cut', { outcome: 'unknown' });
    };
    await visit(slow, jar, (session) => session.set('visits', 42));
    for (const call of late) await call.apply();
    expect((await other.read(jar.header)).get('visits')).toBe(42);
    expect(storedRecords()).toHaveLength(2);
  });

  it('recognizes the own marker when only its response was lost', async () => {
    const { slow, other, jar, line, storedRecords } = beforeOutage();
    let creates = 0;
    line.hook = async (call) => {
      const result = await call.apply();
      if (call.verb === 'create' && ++creates === 2) throw new StoreError('cut', { outcome: 'unknown' });
      return result;
    };
    await visit(slow, jar, (session) => session.set('visits', 42));
    expect((await other.read(jar.header)).get('visits')).toBe(42);
    expect(storedRecords()).toHaveLength(2);
  });
});
