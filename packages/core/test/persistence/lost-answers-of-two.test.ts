import { expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { CookieJar, visit } from '../visits.js';
import { loseOne } from './accidents.js';
import { twoProcesses } from './ways.js';

it('a first write that a driver repeated by itself is written, although the second try found the id taken: by itself', async () => {
  const { slow, other, jar, line, atRest } = twoProcesses();
  line.hook = async (call) => {
    if (call.verb === 'create') await call.apply();
    return call.apply();
  };
  await visit(slow, jar, (session) => session.set('visits', 1));
  expect((await other.read(jar.header)).get('visits')).toBe(1);
  expect(atRest()).toHaveLength(1);
});

it('a sign-out whose answer was lost clears no cookie that another answer has set meanwhile', async () => {
  const world = twoProcesses();
  const { slow, other, jar } = world;
  await visit(other, jar, (session) => session.signIn('alice'));
  const old = new CookieJar(jar);
  loseOne(world, {
    verb: 'deleteIf',
    lost: 'question',
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

it('a change of key whose fate is unknown leaves its new record for as long as the tombstone would stand, and no longer', async () => {
  const world = twoProcesses();
  const { slow, other, jar, line, time, atRest } = world;
  await visit(other, jar, (session) => session.signIn('alice'));
  line.hook = async (call) => {
    if (call.verb !== 'update') return call.apply();
    let isLookLost = false;
    line.hook = (next) => {
      if (next.verb !== 'load' || isLookLost) return next.apply();
      isLookLost = true;
      throw new StoreError('cut', { outcome: 'not-applied' });
    };
    throw new StoreError('cut', { outcome: 'unknown' });
  };
  await expect(visit(slow, jar, (session) => session.regenerate())).rejects.toMatchObject({ outcome: 'unknown' });
  const live = (): number => atRest().filter(({ isLive }) => isLive).length;
  expect(live()).toBe(2);
  time.now += 60_000;
  expect(live()).toBe(1);
  expect((await other.read(jar.header)).owner).toBe('alice');
});
