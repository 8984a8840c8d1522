import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { jsonSerializer } from '../payload/json-serializer.js';

type Cart = Record<string, { sku?: string; qty: number }>;
type Names = readonly (readonly [string, object])[];

const names: Names = [Object.prototype, Array.prototype, Function.prototype].flatMap((prototype) =>
  Object.getOwnPropertyNames(prototype).map((name) => [name, prototype] as const),
);

/** Returns the state of everything that a polluting key could reach. */
function globals(): string {
  const shared = [Object, Array, Function, Object.prototype, Array.prototype, Function.prototype];
  return JSON.stringify(shared.map((object) => [Reflect.ownKeys(object).map(String), Object.isFrozen(object)]));
}

describe('a draft with a key from the request', () => {
  const attempts: readonly ((draft: Record<string, Record<string, Record<string, unknown>>>, key: string) => void)[] = [
    (draft, key) => ((draft[key] as unknown as { qty: number }).qty = 1),
    (draft, key) => ((draft[key] ??= {})['polluted'] = { yes: 1 }),
    (draft, key) => (draft[key]!['__proto__']!['polluted'] = 1),
    (draft, key) => (draft[key]!['prototype']!['polluted'] = 1),
    (draft, key) => (draft[key]!['constructor']!['polluted'] = 1),
    (draft, key) => (draft[key]!['call']!['polluted'] = 1),
    (draft, key) => (((draft[key]!['apply'] as unknown as Data)['__proto__'] as Data)['polluted'] = 1),
    (draft, key) => ((draft['items']![key] as unknown as Data)['polluted'] = 1),
    (draft, key) => (((draft['items']![key] as unknown as Data)['prototype'] as Data)['polluted'] = 1),
    (draft, key) => Object.assign((draft[key] ??= {}), { polluted: 1 }),
    (draft, key) => Object.defineProperty(draft[key], 'polluted', { value: 1 }),
    (draft, key) => void Object.setPrototypeOf(draft, draft[key]!),
    (draft, key) => (draft[key] = { polluted: {} }),
  ];

  it.each(names.map(([name]) => name))('%s changes no prototype and no global object', (key) => {
    const before = globals();
    for (const attempt of attempts) {
      const { changes } = sharedRecord({ cart: { items: [1] } }).open();
      try {
        changes.update('cart', {}, (draft) => {
          attempt(draft as never, key);
        });
      } catch (error) {
        // A missing line gives a TypeError, too; a key that JSON cannot keep is refused as an error of the request.
        expect([TypeError.name, 'SerializeError']).toContain((error as Error).name);
      }
      expect(globals()).toBe(before);
      expect((changes.get('cart') as Data)['polluted']).toBeUndefined();
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }
  });

  it('stores a name of a prototype property if JSON can keep it, and refuses it with its path if not', () => {
    const record = sharedRecord({ cart: {} });
    const visit = record.open();
    const add = (sku: string) => (cart: unknown) => void ((cart as Cart)[sku] ??= { sku, qty: 0 }).qty++;
    visit.changes.update('cart', {}, add('constructor'));
    visit.changes.update('cart', {}, add('constructor'));
    expect(() => visit.changes.update('cart', {}, add('__proto__'))).toThrow(
      expect.objectContaining({ code: 'SERIALIZE', path: '$.cart.__proto__' }),
    );
    expect(() => visit.changes.update('cart', {}, add('toString'))).toThrow(
      expect.objectContaining({ code: 'SERIALIZE', status: 400 }),
    );
    visit.commit();
    expect(record.data).toEqual({ cart: { constructor: { sku: 'constructor', qty: 2 } } });
  });

  it('otherwise behaves as the object does', () => {
    const { changes } = sharedRecord({ v: { list: [3, 1, 2], o: { a: 1 } } }).open();
    changes.update('v', {}, (draft) => {
      const { list, o } = draft as { list: number[]; o: Data };
      expect([Array.isArray(list), [...list], list.concat([4]), list.map((n) => n * 2), list.includes(2)]).toEqual([
        true,
        [3, 1, 2],
        [3, 1, 2, 4],
        [6, 2, 4],
        true,
      ]);
      expect(['a' in o, 'constructor' in o, Object.keys(o), { ...o }, JSON.stringify(draft)]).toEqual([
        true,
        false,
        ['a'],
        { a: 1 },
        '{"list":[3,1,2],"o":{"a":1}}',
      ]);
      expect([o.hasOwnProperty('a'), Object.prototype.toString.call(o), Object.getPrototypeOf(o)]).toEqual([
        true,
        '[object Object]',
        Object.prototype,
      ]);
      Array.prototype.push.apply(list, [5]);
      list.push.apply(list, [6]);
      list.sort((a, b) => a - b);
    });
    expect(changes.get('v')).toEqual({ list: [1, 2, 3, 5, 6], o: { a: 1 } });
  });
});

describe('an update', () => {
  it('that throws leaves the value and its content unchanged', () => {
    const record = sharedRecord({ v: { list: [{ n: 1 }, { n: 2 }], o: { a: 1 } } });
    const { changes } = record.open();
    const value = changes.get('v') as { list: { n: number }[]; o: Data };
    const [first] = value.list;
    const changeAll = (draft: unknown): void => {
      const { list, o } = draft as typeof value;
      list.shift();
      list.length = 0;
      delete o['a'];
      list.push({ n: 3 });
    };
    const later = (draft: unknown): unknown => {
      changeAll(draft);
      return Promise.resolve();
    };
    expect(() => changes.update('v', {}, later)).toThrow(/must not be asynchronous/);
    const refused = (draft: unknown): void => {
      changeAll(draft);
      (draft as Data)['x'] = undefined;
    };
    expect(() => changes.update('v', {}, refused)).toThrow(/cannot keep undefined/);
    expect(changes.get('v')).toBe(value);
    expect(value).toEqual({ list: [{ n: 1 }, { n: 2 }], o: { a: 1 } });
    expect(value.list[0]).toBe(first);
    expect(changes.kind()).toBe('same');
  });

  it.each<[string, (draft: Data) => unknown]>([
    ['put in', (draft) => void (draft['x'] = new Date(0))],
    ['put in beside a change', (draft) => void Object.assign(draft, { n: 2, x: new Date(0) })],
    ['returned beside a change', (draft) => ((draft['n'] = 2), { ...draft, x: new Date(0) })],
    ['returned', (draft) => ({ ...draft, x: new Date(0) })],
  ])('fails without a change when an invalid value is %s, also with another serializer', (_, update) => {
    const another = { ...jsonSerializer, name: 'another' };
    const { changes } = sharedRecord({ v: { n: 1, part: {} } }, undefined, another).open();
    const value = changes.get('v');
    let leaked: Data | undefined;
    const run = (draft: unknown): unknown => update((leaked = draft as Data));
    expect(() => changes.update('v', {}, run)).toThrow(/\$\.v\.x: JSON cannot keep an instance of Date/);
    leaked!['late'] = 1;
    expect(changes.kind()).toBe('same');
    expect(changes.get('v')).toBe(value);
    expect(value).toEqual({ n: 1, part: {} });
  });

  it.each<[string, (draft: never) => unknown, string]>([
    ['undefined', (draft: Data) => void (draft['x'] = undefined), '$.v.x'],
    ['a date in a literal', (draft: Data) => void (draft['x'] = { at: [1, new Date(0)] }), '$.v.x.at[1]'],
    ['a hole', (draft: { list: number[] }) => void Reflect.deleteProperty(draft.list, 0), '$.v.list'],
    ['a property of an array', (draft: { list: Data }) => void (draft.list['total'] = 1), '$.v.list'],
    ['a far index', (draft: { list: number[] }) => void (draft.list[9] = 1), '$.v.list'],
    ['a symbol', (draft: Record<symbol, number>) => void (draft[Symbol('x')] = 1), '$.v'],
    ['a getter', (draft: Data) => void Object.defineProperty(draft, 'x', { get: () => 1, enumerable: true }), '$.v.x'],
    ['a cycle', (draft: Data) => void (draft['x'] = { in: draft }), '$.v.x.in.x.in'],
    ['a cycle of the draft', (draft: Data) => void ((draft['o'] as Data)['x'] = draft['o']), '$.v.o.x'],
    ['a bad key', (draft: Data) => void (draft['\ud800'] = 1), '$.v["\\ud800"]'],
    ['what is returned', () => ({ at: new Date(0) }), '$.v.at'],
    [
      'what an own object became',
      (draft: Record<string, Data>) => void ((draft['x'] = { y: {} })['y'] = -0),
      '$.v.x.y',
    ],
    [
      'what was written into it through the draft',
      (draft: Record<string, Record<string, Data>>) => {
        draft['x'] = { y: { z: 1 } };
        draft['x']['y']!['z'] = Number.NaN;
      },
      '$.v.x.y.z',
    ],
  ])('refuses %s with its path, and changes nothing', (_name, update, path) => {
    const { changes } = sharedRecord({ v: { list: [1, 2], o: {} } }).open();
    expect(() => changes.update('v', {}, update as never)).toThrow(
      expect.objectContaining({ code: 'SERIALIZE', path }),
    );
    expect(changes.get('v')).toEqual({ list: [1, 2], o: {} });
    expect(changes.kind()).toBe('same');
  });

  it('may put the same part in two places, which become two parts', () => {
    const record = sharedRecord({ v: { o: { n: 1 } } });
    const visit = record.open();
    visit.changes.update('v', {}, (draft) => void ((draft as Data)['p'] = (draft as Data)['o']));
    visit.changes.update('v', {}, (draft) => void ((draft as Cart)['p'] as unknown as { n: number }).n++);
    visit.commit();
    expect(record.data).toEqual({ v: { o: { n: 1 }, p: { n: 2 } } });
  });

  it('that depends on a change in place runs after that change, also on a newer value', () => {
    const record = sharedRecord({ cart: { qty: 1, list: [1] }, n: 0 });
    const visit = record.open();
    const cart = visit.changes.get('cart') as { qty: number; list: number[] };
    cart.qty = 5;
    cart.list.push(2);
    visit.changes.update('cart', {}, (draft) => {
      const { qty, list } = draft as typeof cart;
      (draft as Data)['total'] = qty + list.length;
    });
    const other = record.open();
    other.changes.set('n', 1);
    other.commit();
    visit.commit();
    expect(record.data).toEqual({ cart: { qty: 5, list: [1, 2], total: 7 }, n: 1 });
  });

  it('whose draft is kept by the caller stores later changes through it, unless the update failed', () => {
    const record = sharedRecord({ cart: { qty: 1 } });
    const visit = record.open();
    const leaked: Data[] = [];
    visit.changes.update('cart', {}, (draft) => void leaked.push(draft as Data));
    expect(() =>
      visit.changes.update('cart', {}, (draft) => {
        leaked.push(draft as Data);
        throw new RangeError('of the handler');
      }),
    ).toThrow(RangeError);
    leaked[0]!['late'] = 1;
    leaked[1]!['lost'] = 1;
    visit.commit();
    expect(record.data).toEqual({ cart: { qty: 1, late: 1 } });
  });
});
