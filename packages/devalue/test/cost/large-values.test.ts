import { MemorySessionStore, SessionManager } from '@sess/core';
import { stringify } from 'devalue';
import { expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import { devalueSerializer } from '../../src/index.js';
import { sources } from './sources.js';

it.each<[string, () => unknown]>([
  ['empty arrays', () => Array.from({ length: 6000 }, () => [])],
  ['small objects', () => Array.from({ length: 3000 }, (_, n) => ({ n }))],
])('a large value of %s costs a few times as much as devalue itself', async (_name, make) => {
  const unit = await countSteps(() => stringify(make()), sources);
  const store = new MemorySessionStore({ maxPayloadBytes: 2 ** 24 });
  const sessions = new SessionManager<{ value: unknown }>({ store, serializer: devalueSerializer });
  let header: string | undefined;
  const stored = await countSteps(async () => {
    const { session, commit } = await sessions.open(undefined);
    session.set('value', make());
    const [cookie] = (await commit({ status: 200 })).cookies;
    header = `${cookie!.name}=${cookie!.value}`;
  }, sources);
  const read = await countSteps(async () => {
    const { session, commit } = await sessions.open(header);
    expect(session.get('value')).toBeInstanceOf(Array);
    await commit({ status: 200 });
  }, sources);
  expect(stored / unit).toBeLessThan(9.5);
  expect(read / unit).toBeLessThan(6.7);
});
