import { expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { CookieJar, visit } from '../visits.js';
import { loseFirst } from './lost-calls.js';
import { twoProcesses } from './two-processes.js';

it('a create that the driver has repeated is stored although the repetition finds the id taken', async () => {
  const { slow, other, jar, line, storedRecords } = twoProcesses();
  line.hook = async (call) => {
    if (call.verb === 'create') await call.apply();
    return call.apply();
  };
  await visit(slow, jar, (session) => session.set('visits', 1));
  expect((await other.read(jar.header)).get('visits')).toBe(1);
  expect(storedRecords()).toHaveLength(1);
});

it('a sign-out whose response was lost does not clear a cookie that another response has set meanwhile', async () => {
  const fixture = twoProcesses();
  const { slow, other, jar } = fixture;
  await visit(other, jar, (session) => session.signIn('alice'));
  const old = new CookieJar(jar);
  loseFirst(fixture, {
    verb: 'deleteIf',
    lost: 'call',
    meanwhile: async () => {
      await visit(other, jar, (session) => session.destroy());
      await visit(other, jar, (session) => session.signIn('bob'));
    },
  });
  const { session, commit } = await slow.open(old.header);
  await session.destroy();
  jar.take(await commit({ status: 200 }));
  expect((await other.read(jar.header)).owner).toBe('bob');
});

it('the new record of a key change with an unknown outcome expires with the tombstone', async () => {
  const fixture = twoProcesses();
  const { slow, other, jar, line, time, storedRecords } = fixture;
  await visit(other, jar, (session) => session.signIn('alice'));
  line.hook = async (call) => {
    if (call.verb !== 'update') return call.apply();
    let isLoadLost = false;
    line.hook = (next) => {
      if (next.verb !== 'load' || isLoadLost) return next.apply();
      isLoadLost = true;
      throw new StoreError('cut', { outcome: 'not-applied' });
    };
    throw new StoreError('cut', { outcome: 'unknown' });
  };
  await expect(visit(slow, jar, (session) => session.regenerate())).rejects.toMatchObject({ outcome: 'unknown' });
  const live = (): number => storedRecords().filter(({ isLive }) => isLive).length;
  expect(live()).toBe(2);
  time.now += 60_000;
  expect(live()).toBe(1);
  expect((await other.read(jar.header)).owner).toBe('alice');
});
