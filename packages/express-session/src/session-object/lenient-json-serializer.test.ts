import { jsonSerializer, SerializeError, SessionManager } from '@sess/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../test/open-session.js';
import { lenientJsonSerializer } from './lenient-json-serializer.js';

class Money {
  readonly amount: number;
  readonly currency = 'EUR';
  hidden?: () => void;

  constructor(amount: number) {
    this.amount = amount;
    this.hidden = () => undefined;
  }
}

class Document {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  toJSON(): object {
    return { name: this.#name };
  }
}

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    fc.constantFrom(1, -0, Number.NaN, Infinity, 'text', true, null, undefined),
    fc.date({ noInvalidDate: false }),
    fc.integer().map((amount) => new Money(amount)),
    fc.string({ unit: 'grapheme' }).map((name) => new Document(name)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '1', 'a b'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

it('writes what JSON.stringify writes, in the form of the JSON serializer', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = lenientJsonSerializer.serialize({ value });
      const expected: unknown = JSON.parse(JSON.stringify({ value }));
      expect(jsonSerializer.deserialize(text)).toEqual(expected);
      expect(lenientJsonSerializer.deserialize(text)).toEqual(expected);
    }),
  );
});

it.each([
  ['a bigint', { a: new Date(0), b: 1n }],
  ['a function alone', () => undefined],
  ['a lone surrogate', { a: undefined, b: '\ud800' }],
  ['__proto__ as a key', { a: undefined, b: JSON.parse('{"__proto__": 1}') as object }],
])('refuses %s', (_, value) => {
  expect(() => lenientJsonSerializer.serialize(value)).toThrow(SerializeError);
});

it('refuses a cycle, with the path of the first value that JSON cannot keep', () => {
  const value: Record<string, unknown> = { list: [new Date(0)] };
  value['self'] = value;
  expect(() => lenientJsonSerializer.serialize(value)).toThrow('$.list[0]: JSON cannot express this value');
});

describe('in a session', () => {
  const open = () => openBrowser({ serializer: lenientJsonSerializer });

  it('keeps values as they are until they are read from the store', async () => {
    const { visit, data } = open();
    const created = new Date(0);
    await visit(async (session) => {
      session['user'] = { name: 'Ann', created, nickname: undefined };
      session['document'] = new Document('offer');
      session['price'] = new Money(5);
      session['created'] = created;
      expect(session['created']).toBe(created);
      expect(session['price']).toBeInstanceOf(Money);
      await session.save();
    });
    expect(await data()).toEqual({
      user: { name: 'Ann', created: '1970-01-01T00:00:00.000Z' },
      document: { name: 'offer' },
      price: { amount: 5, currency: 'EUR' },
      created: '1970-01-01T00:00:00.000Z',
    });
  });

  it('can replace the JSON serializer, and be replaced by it', async () => {
    const { visit, store } = open();
    const id = await visit(async (session, { core }) => {
      session['created'] = new Date(0);
      await session.save();
      return core.id!;
    });
    const strict = new SessionManager({ store });
    expect((await strict.inspect(id))?.decoded()).toEqual({ created: '1970-01-01T00:00:00.000Z' });
    await strict.edit(id, (session) => void session.set('visits', 1));
    await visit((session) => expect(session['visits']).toBe(1));
  });

  it('keeps edits of what was assigned and of what was read', async () => {
    const { visit, data } = open();
    await visit((session) => {
      const basket: { items: unknown[]; since: Date } = { items: [], since: new Date(0) };
      session['basket'] = basket;
      basket.items.push(new Document('a'));
      basket.since = new Date(1);
    });
    await visit((session) => {
      (session['basket'] as { items: unknown[] }).items.push(new Document('b'), undefined);
    });
    expect(await data()).toEqual({
      basket: { items: [{ name: 'a' }, { name: 'b' }, null], since: '1970-01-01T00:00:00.001Z' },
    });
  });

  it('merges what two requests change', async () => {
    const { visit, open: openRequest, data } = open();
    await visit((session) => void (session['user'] = { created: new Date(0) }));
    const [one, two] = [await openRequest(), await openRequest()];
    Object.assign(one.session['user'] as object, { seen: new Date(1), a: undefined });
    Object.assign(two.session['user'] as object, { changed: new Date(2) });
    await one.end();
    await two.end();
    expect(await data()).toEqual({
      user: {
        created: '1970-01-01T00:00:00.000Z',
        seen: '1970-01-01T00:00:00.001Z',
        changed: '1970-01-01T00:00:00.002Z',
      },
    });
  });

  it('has nothing more to store after it has stored them', async () => {
    const { visit, open: openRequest } = open();
    await visit(async (session, { core }) => {
      session['user'] = { created: new Date(0), name: undefined };
      session['price'] = new Money(5);
      session['document'] = new Document('offer');
      expect(core.modified).toBe(true);
      await session.save();
      expect(JSON.stringify(session)).toContain('"document":{"name":"offer"}');
      expect(core.modified).toBe(false);
    });
    const { session, core } = await openRequest();
    expect(session['user']).toEqual({ created: '1970-01-01T00:00:00.000Z' });
    expect(core.modified).toBe(false);
  });

  it('refuses a bigint at the assignment', async () => {
    await open().visit((session) => {
      expect(() => (session['count'] = 1n)).toThrow('$.count');
    });
  });
});
