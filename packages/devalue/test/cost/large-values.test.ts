import { MemorySessionStore, SessionManager } from '@sess/core';
import { parse, stringify } from 'devalue';
import { expect, it } from 'vitest';
import { devalueSerializer } from '../../src/index.js';
import { cpuTime } from './cpu-time.js';

it.each<[string, () => unknown]>([
  ['empty arrays', () => Array.from({ length: 60_000 }, () => [])],
  ['small objects', () => Array.from({ length: 30_000 }, (_, n) => ({ n }))],
])('a large value of %s costs a few times as much as devalue itself', async (_name, make) => {
  const text = stringify(make());
  const unit = await cpuTime(() => stringify(parse(text)));
  const store = new MemorySessionStore({ maxPayloadBytes: 2 ** 24 });
  const sessions = new SessionManager<{ value: unknown }>({ store, serializer: devalueSerializer });
  const bodies = [1, 2, 3].map(() => parse(text) as unknown);
  let header: string | undefined;
  const stored = await cpuTime(async () => {
    const { session, commit } = await sessions.open(undefined);
    session.set('value', bodies.pop());
    const [cookie] = (await commit({ status: 200 })).cookies;
    header = `${cookie!.name}=${cookie!.value}`;
  });
  const read = await cpuTime(async () => {
    const { session, commit } = await sessions.open(header);
    expect(session.get('value')).toBeInstanceOf(Array);
    await commit({ status: 200 });
  });
  expect([stored / unit < 15, read / unit < 9]).toEqual([true, true]);
});
