import { CorruptSessionError, jsonSerializer, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { devalueSerializer } from '../src/index.js';
import { Money } from './money.js';
import { serializer, setUp, type Shop } from './shop.js';

describe('changing back to JSON', () => {
  it('a small payload whose JSON would not fit into memory is corrupt', async () => {
    const { store, sessions, visit, cookie } = setUp();
    await visit((session) => session.set('visits', 1));
    const { id } = await sessions.read(cookie());
    const stored = (await store.load(id!))!;
    let list: unknown = [];
    for (let times = 0; times < 90; times++) list = [list, list];
    const payload = `devalue:${devalueSerializer.serialize({ v: 1, data: { list }, idle: 1000 })}`;
    expect(payload.length).toBeLessThan(1500);
    await store.update(id!, { ...stored, payload }, stored.version);
    const after = new SessionManager<Shop>({
      store,
      clock: () => 1_800_000_000_000,
      serializer: jsonSerializer,
      formerSerializers: [serializer],
      onCorrupt: 'error',
    });
    await expect(after.open(cookie())).rejects.toThrow(
      /"devalue" and holds a value at \$\.data\.list.*"json" cannot keep/,
    );
  });
});

describe('changing from JSON', () => {
  it('keeps existing sessions if JSON is given as a former serializer', async () => {
    const { store, visit, cookie } = setUp({ serializer: jsonSerializer });
    await visit((session) => session.set('visits', 1));
    const after = new SessionManager<Shop>({
      store,
      clock: () => 1_800_000_000_000,
      serializer,
      formerSerializers: [jsonSerializer],
    });
    const { session, commit } = await after.open(cookie());
    expect(session.get('visits')).toBe(1);
    session.set('since', new Date(4));
    await commit({ status: 200 });
    expect(await store.load(session.id!).then((stored) => stored!.payload)).toMatch(/^devalue:/);
  });

  it('a session with an instance of a class that is no longer registered is corrupt', async () => {
    const { store, visit, cookie } = setUp();
    await visit((session) => session.set('total', new Money(5)).set('visits', 1));
    const corrupt: unknown[] = [];
    const options = { store, clock: () => 1_800_000_000_000, serializer: devalueSerializer };
    const lenient = new SessionManager<Shop>(options);
    lenient.on('corrupt', (event) => corrupt.push(event));
    expect((await lenient.open(cookie())).session.isNew).toBe(true);
    expect(corrupt).toHaveLength(1);
    const strict = new SessionManager<Shop>({ ...options, onCorrupt: 'error' });
    await expect(strict.open(cookie())).rejects.toBeInstanceOf(CorruptSessionError);
  });
});
