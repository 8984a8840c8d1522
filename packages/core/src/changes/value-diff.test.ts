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

/** Returns the value as JSON does, with two objects for one in two places. */
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
  it('turns the first into the second when it is applied', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        const { value, results } = apply(from, from, to);
        expect(value).toEqual(to);
        expect(results.every((result) => result === 'clean')).toBe(true);
      }),
    );
  });

  it('is empty for equal values, in any order of keys, and only for those', () => {
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

  it('changes neither value', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        const [a, b] = [copy(from), copy(to)];
        apply(from, from, to);
        expect([from, to]).toEqual([a, b]);
      }),
    );
  });

  it('can be applied after a change to other paths, in either order', () => {
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

  it('is the whole value when it is not a plain object', () => {
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

  it('distinguishes an absent property from undefined', () => {
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

describe('an edit of a value that has changed meanwhile', () => {
  const edit = { path: ['a', 'b'], before: 1, after: 2 };
  const removal = { ...edit, after: absent };

  it.each([
    ['is applied to the value that it knew', { a: { b: 1 } }, edit, 'clean', { a: { b: 2 } }],
    ['is applied to its own result', { a: { b: 2 } }, edit, 'clean', { a: { b: 2 } }],
    ['is contested by another value', { a: { b: 3 } }, edit, 'contested', { a: { b: 2 } }],
    ['is contested by an absent value', { a: {} }, edit, 'contested', { a: { b: 2 } }],
    ['is broken without a parent', {}, edit, 'broken', {}],
    ['is broken by a parent that is not a plain object', { a: [1] }, edit, 'broken', { a: [1] }],
    ['is broken by an inherited parent', {}, { ...edit, path: ['toString', 'b'] }, 'broken', {}],
    ['removes the value that it knew', { a: { b: 1 } }, removal, 'clean', { a: {} }],
    ['removes a value that was removed before', { a: {} }, removal, 'clean', { a: {} }],
    ['removes a value whose parent was removed before', {}, removal, 'clean', {}],
    ['is contested by another value to remove', { a: { b: 3 } }, removal, 'contested', { a: {} }],
    ['is broken by a parent to remove from that is not a plain object', { a: [1] }, removal, 'broken', { a: [1] }],
  ])('%s', (_name, value, change, result, after) => {
    const root = { value: copy(value) };
    expect(applyEdit(root, change, same)).toBe(result);
    expect(root.value).toEqual(after);
  });
});

describe('values that contain a part twice or contain themselves', () => {
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

  it('are compared in bounded time', () => {
    expect(isEqual(ladder(1), ladder(1), same)).toBe(true);
    expect(isEqual(ladder(1), ladder(2), same)).toBe(false);
    expect(diff({ a: ladder(1) }, { a: ladder(2) }, same).length).toBeLessThan(200);
    expect(isEqual(ring('a'), ring('a'), same)).toBe(true);
    expect(isEqual(ring('a'), ring('b'), same)).toBe(false);
    expect(isEqual(ring('a'), { name: 'a', list: [], self: {} }, same)).toBe(false);
  });

  it('become one edit, because a part of them would bring along the rest', () => {
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

  it('keep a change in each place of the part', () => {
    const shared = { n: 1 };
    const from = copy({ a: shared, b: shared });
    const to = copy(from);
    to.a.n = 2;
    expect(to.b.n).toBe(2);
    expect(apply(from, from, to).value).toEqual({ a: { n: 2 }, b: { n: 2 } });
  });
});
