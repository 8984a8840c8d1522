import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createObjectNotes } from './object-notes.js';

const kinds: readonly [string, () => object][] = [
  ['a plain object', () => ({})],
  ['a function', () => () => undefined],
  ['a frozen object', () => Object.freeze({})],
  ['an object without a prototype', () => Object.create(null) as object],
  ['a proxy', () => new Proxy({}, { get: () => 'nothing', has: () => false, defineProperty: () => false })],
];

describe.each(kinds)('a note on %s', (_name, create) => {
  it('is found by that object only', () => {
    const notes = createObjectNotes<string>();
    const object = create();
    expect(notes.get(object)).toBeUndefined();
    notes.add(object, 'mine');
    expect(notes.get(object)).toBe('mine');
    for (const other of [create(), { ...object }, Object.create(object) as object, new Proxy(object, {})]) {
      expect(notes.get(other)).toBeUndefined();
    }
  });

  it('is visible neither on the object nor through other notes', () => {
    const [notes, others] = [createObjectNotes<string>(), createObjectNotes<string>()];
    const object = create();
    const before = [Reflect.ownKeys(object), inspect(object, { showHidden: true, showProxy: true })];
    notes.add(object, 'mine');
    expect(others.get(object)).toBeUndefined();
    expect([Reflect.ownKeys(object), inspect(object, { showHidden: true, showProxy: true })]).toEqual(before);
    others.add(object, 'theirs');
    expect([notes.get(object), others.get(object)]).toEqual(['mine', 'theirs']);
  });
});

it('a note on an object can be read after the object is frozen', () => {
  const notes = createObjectNotes<string>();
  const object = {};
  notes.add(object, 'mine');
  expect(notes.get(Object.freeze(object))).toBe('mine');
});

it('a value that is not an object has no note', () => {
  const notes = createObjectNotes<string>();
  expect([undefined, null, 'text', 1, Symbol('one')].map((value) => notes.get(value))).toEqual(
    Array(5).fill(undefined),
  );
});
