import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { absent, applyEdit, diff, isEqual } from './value-diff.js';

const same = (a: unknown, b: unknown): boolean => serialize(a).equals(serialize(b));
const copy = <Value>(value: Value): Value => deserialize(serialize(value)) as Value;

function apply(value: unknown, from: unknown, to: unknown): { value: unknown; results: string[] } {
  const root = { value: copy(value) };
  const results = diff(from, to, same).map((edit) => applyEdit(root, edit, same));
  return { value: root.value, results };
}

/** As JSON gives a value: what is in two places is two objects. */
const unshared = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same value with its keys in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)])
      .toReversed(),
  );
}

const json = fc.jsonValue({ maxDepth: 4 });
const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('constructor', 'toString', 'value', '0'));
const object = fc.dictionary(key, json, { maxKeys: 6 });

describe('the difference of two values', () => {
  it('turns one into the other', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        const { value, results } = apply(from, from, to);
        expect(value).toEqual(to);
        expect(results.every((result) => result === 'clean')).toBe(true);
      }),
    );
  });

  it('is empty for equal ones, whatever the order of their keys, and only for those', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(diff(value, reversed(copy(value)), same)).toEqual([]);
      }),
    );
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(isEqual(a, b, same)).toBe(isEqual(b, a, same));
      }),
    );
  });

  it('leaves both as they were', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        const [a, b] = [copy(from), copy(to)];
        apply(from, from, to);
        expect([from, to]).toEqual([a, b]);
      }),
    );
  });

  it('of two parties who changed other paths adds up, whoever comes first', () => {
    fc.assert(
      fc.property(object, object, object, (base, mine, theirs) => {
        const start = { mine: base, theirs: base, both: { mine: base, theirs: base } };
        const a = { ...copy(start), mine, both: { mine, theirs: base } };
        const b = { ...copy(start), theirs, both: { mine: base, theirs } };
        const expected = unshared({ mine, theirs, both: { mine, theirs } });
        const [from, one, two] = [start, a, b].map(unshared);
        expect(apply(two, from, one)).toEqual({
          value: expected,
          results: expect.not.arrayContaining(['contested', 'broken']),
        });
        expect(apply(one, from, two).value).toEqual(expected);
      }),
    );
  });

  it('is the whole value where something is no plain object', () => {
    const date = (at: number) => new Date(at);
    for (const [a, b] of [
      [[1], [1, 2]],
      [date(1), date(2)],
      [new Map([[1, 2]]), new Map([[1, 3]])],
      [{}, []],
      [null, {}],
      [1n, 2n],
    ]) {
      expect(diff({ a }, { a: b }, same)).toEqual([{ path: ['a'], before: a, after: b }]);
      expect(diff({ a }, { a: copy(a) }, same)).toEqual([]);
    }
  });

  it('tells absent from undefined', () => {
    expect(diff({}, { a: undefined }, same)).toEqual([{ path: ['a'], before: absent, after: undefined }]);
    expect(apply({}, {}, { a: undefined }).value).toStrictEqual({ a: undefined });
  });

  it('changes no prototype', () => {
    const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object;
    const { value } = apply({}, {}, evil);
    expect(value).toEqual(evil);
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    const deeper = JSON.parse('{"__proto__":{"polluted":2}}') as object;
    apply({}, evil, deeper);
    apply(evil, evil, deeper);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('an edit that meets another state', () => {
  const edit = { path: ['a', 'b'], before: 1, after: 2 };
  const removal = { ...edit, after: absent };

  it.each([
    ['finds what it knew', { a: { b: 1 } }, edit, 'clean', { a: { b: 2 } }],
    ['finds that it has been made', { a: { b: 2 } }, edit, 'clean', { a: { b: 2 } }],
    ['finds something else', { a: { b: 3 } }, edit, 'contested', { a: { b: 2 } }],
    ['finds nothing there', { a: {} }, edit, 'contested', { a: { b: 2 } }],
    ['finds no parent', {}, edit, 'broken', {}],
    ['finds a parent that is no plain object', { a: [1] }, edit, 'broken', { a: [1] }],
    ['finds an inherited parent', {}, { ...edit, path: ['toString', 'b'] }, 'broken', {}],
    ['would remove what it knew', { a: { b: 1 } }, removal, 'clean', { a: {} }],
    ['would remove what is gone', { a: {} }, removal, 'clean', { a: {} }],
    ['would remove what went with its parent', {}, removal, 'clean', {}],
    ['would remove something else', { a: { b: 3 } }, removal, 'contested', { a: {} }],
    ['would remove from what is no plain object', { a: [1] }, removal, 'broken', { a: [1] }],
  ])('%s', (_name, value, change, result, after) => {
    const root = { value: copy(value) };
    expect(applyEdit(root, change, same)).toBe(result);
    expect(root.value).toEqual(after);
  });
});

describe('values that share or hold themselves', () => {
  function ladder(leaf: unknown): unknown {
    let rung: unknown = { leaf };
    for (let height = 0; height < 60; height++) rung = height % 2 ? { left: rung, right: rung } : [rung, rung];
    return rung;
  }

  function ring(name: string): Record<string, unknown> {
    const value: Record<string, unknown> = { name, list: [] };
    value['self'] = value;
    (value['list'] as unknown[]).push(value);
    return value;
  }

  it('are compared in time', () => {
    expect(isEqual(ladder(1), ladder(1), same)).toBe(true);
    expect(isEqual(ladder(1), ladder(2), same)).toBe(false);
    expect(diff({ a: ladder(1) }, { a: ladder(2) }, same).length).toBeLessThan(200);
    expect(isEqual(ring('a'), ring('a'), same)).toBe(true);
    expect(isEqual(ring('a'), ring('b'), same)).toBe(false);
    expect(isEqual(ring('a'), { name: 'a', list: [], self: {} }, same)).toBe(false);
  });

  it('are one edit, because a part of them would bring the rest along', () => {
    const shared = { n: 1 };
    const pair = { a: shared, b: shared };
    const changed = copy(pair);
    changed.a.n = 2;
    expect(diff(pair, changed, same)).toEqual([{ path: [], before: pair, after: changed }]);
    const tree: { name: string; leaf?: unknown } = { name: 'tree' };
    const grown = { ...tree, leaf: {} };
    grown.leaf = { tree: grown };
    expect(diff(tree, grown, same)).toEqual([{ path: [], before: tree, after: grown }]);
    expect(diff({ list: [1, shared, [shared]] }, {}, same)).toEqual([
      { path: [], before: expect.anything(), after: {} },
    ]);
  });

  it('keep a change at each place where it shows', () => {
    const shared = { n: 1 };
    const from = copy({ a: shared, b: shared });
    const to = copy(from);
    to.a.n = 2;
    expect(to.b.n).toBe(2);
    expect(apply(from, from, to).value).toEqual({ a: { n: 2 }, b: { n: 2 } });
  });
});
