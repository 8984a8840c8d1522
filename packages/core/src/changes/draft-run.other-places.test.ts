import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import type { SessionChanges } from './session-changes.js';

const open = (initial: Data): SessionChanges => sharedRecord(initial).open().changes;

/** Returns what a request stores. */
function stored(changes: SessionChanges): unknown {
  changes.kind();
  return changes.snapshot();
}

function run(initial: unknown, update: (draft: Data & Record<string, Data>) => unknown): SessionChanges {
  const changes = open({ value: initial });
  changes.update('value', {}, (draft) => update(draft as Data & Record<string, Data>));
  return changes;
}

describe('a draft of another session', () => {
  const leak = (): { readonly theirs: SessionChanges; readonly draft: Data } => {
    const theirs = open({ cart: { lines: { n: 1 } } });
    let draft: unknown;
    theirs.update('cart', {}, (cart) => void (draft = (cart as Data)['lines']));
    return { theirs, draft: draft as Data };
  };

  it.each<[string, (draft: Data) => (cart: Data) => unknown]>([
    ['put in', (draft) => (cart) => void (cart['lines'] = draft)],
    ['put in inside an array', (draft) => (cart) => void (cart['lines'] = [draft])],
    ['returned', (draft) => () => draft],
    ['returned inside an object', (draft) => () => ({ lines: { draft } })],
  ])('is copied when it is %s', (_, update) => {
    const { theirs, draft } = leak();
    const ours = open({ cart: {} });
    ours.update('cart', {}, update(draft) as never);
    const changeAll = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      Object.values(part).forEach(changeAll);
      if (!Array.isArray(part)) (part as Data)['n'] = 2;
    };
    changeAll(ours.get('cart'));
    ours.update('cart', {}, changeAll);
    expect(theirs.get('cart')).toEqual({ lines: { n: 1 } });
    expect(theirs.kind()).toBe('same');
  });

  it("does not change when the object that it was put into is changed through that object's draft", () => {
    const { theirs, draft } = leak();
    run([], (list) => {
      (list as unknown as Data[]).push({ draft });
      ((list as unknown as Data[])[0]!['draft'] as Data)['n'] = 2;
    });
    expect(theirs.get('cart')).toEqual({ lines: { n: 1 } });
  });
});

describe('a value that an update puts into its draft', () => {
  it('is copied under every name, even under length', () => {
    const given = { cm: 1 };
    const changes = run({}, (box) => void (box['length'] = given));
    (changes.get('value') as { length: Data }).length['cm'] = 2;
    expect(given).toEqual({ cm: 1 });
    expect(() => run({}, (box) => void (box['length'] = new Date(0) as never))).toThrow('$.value.length: ');
  });

  it('is refused when it contains its own draft', () => {
    const intoItself = (draft: Data & Record<string, Data>): void => {
      draft['a'] = {};
      draft['a']['self'] = draft['a'];
    };
    expect(() => run({}, intoItself)).toThrow('$.value.a.self: JSON cannot keep a cycle');
  });

  it('is complete in both places when it is put into two', () => {
    const changes = run({ part: { n: 1 } }, (draft) => {
      draft['a'] = draft['b'] = { part: draft['part'] };
      JSON.stringify(draft);
    });
    const expected = { part: { n: 1 }, a: { part: { n: 1 } }, b: { part: { n: 1 } } };
    expect(changes.get('value')).toEqual(expected);
    expect(stored(changes)).toEqual({ value: expected });
  });

  it('becomes two objects when it is put into two places and changed through one draft', () => {
    const changes = run({}, (draft) => {
      draft['a'] = draft['b'] = {};
      draft['a']['n'] = 1;
    });
    const value = changes.get('value') as Record<string, Data>;
    value['a']!['n'] = 2;
    expect(value).toEqual({ a: { n: 2 }, b: { n: 1 } });
  });

  it.each<[string, (draft: Data & Record<string, Data>) => unknown, unknown]>([
    [
      'removed again',
      ({ part }) => void (((part as Data)['at'] = new Date(0)), delete (part as Data)['at']),
      { part: {} },
    ],
    [
      'inside an object that is removed',
      (draft) => {
        const { part } = draft;
        delete draft['part'];
        part!['at'] = new Date(0);
      },
      {},
    ],
    [
      'in a draft for which another value is returned',
      (draft) => {
        draft['at'] = new Date(0) as never;
        return { n: 1 };
      },
      { n: 1 },
    ],
  ])('is not refused when it is %s', (_, update, expected) => {
    const changes = run({ part: {} }, update);
    expect(stored(changes)).toEqual({ value: expected });
    expect(changes.get('value')).toEqual(expected);
  });
});

describe('an update that returns a new value with its draft inside', () => {
  it.each<[string, unknown, (draft: unknown) => unknown, unknown]>([
    ['an object in an object', { n: 1 }, (before) => ({ before }), { before: { n: 1 } }],
    ['an array in an array', [1], (before) => [2, before], [2, [1]]],
  ])('keeps %s', (_, initial, update, expected) => {
    const changes = run(initial, update);
    expect(changes.get('value')).toEqual(expected);
    expect(stored(changes)).toEqual({ value: expected });
  });
});

describe('an update that returns parts of its draft beside a value that only the serializer can copy', () => {
  it.each<[string, (draft: Data & Record<string, Data>) => unknown]>([
    ['keeps a changed part', (draft) => ({ ...draft, realm: runInNewContext('({ a: 1 })') as unknown })],
    [
      'a changed part, and omits a value that cannot be kept',
      ({ list, ...draft }) => {
        draft['part']!['at'] = new Map() as never;
        return { list, realm: runInNewContext('({ a: 1 })') as unknown };
      },
    ],
  ])('%s', (_, update) => {
    const changes = run({ list: [1], part: {} }, (draft) => {
      (draft['list'] as unknown as number[]).push(2);
      return update(draft);
    });
    const expected = expect.objectContaining({ list: [1, 2], realm: { a: 1 } }) as unknown;
    expect(changes.get('value')).toEqual(expected);
    expect(stored(changes)).toEqual({ value: expected });
  });

  it.each<[string, (draft: Data) => unknown]>([
    ['put in', (draft) => void (draft['realm'] = runInNewContext('({})'))],
    ['returned', (draft) => ({ ...draft, realm: runInNewContext('({})') as unknown })],
  ])('keeps an earlier change in place when it is %s and another request commits first', (_, update) => {
    const record = sharedRecord({ value: { list: [1], part: { n: 1 } }, n: 0 });
    const [visit, other] = [record.open(), record.open()];
    (visit.changes.get('value') as { part: Data }).part['n'] = 2;
    visit.changes.update('value', {}, (draft) => update(draft as Data));
    other.changes.set('n', 1);
    other.commit();
    visit.commit();
    expect(record.data).toEqual({ value: { list: [1], part: { n: 2 }, realm: {} }, n: 1 });
  });

  it('keeps later changes to the returned value and to the value that was read before', () => {
    const changes = open({ value: { list: [1], part: {} } });
    const read = changes.get('value') as { list: number[]; part: Data };
    let returned: typeof read | undefined;
    changes.update('value', {}, (draft) => {
      (draft as typeof read).list.push(2);
      return (returned = { ...(draft as typeof read), realm: runInNewContext('({})') as unknown } as never);
    });
    returned!.list.push(3);
    read.part['late'] = 1;
    const expected = { list: [1, 2, 3], part: { late: 1 }, realm: {} };
    expect(changes.get('value')).toEqual(expected);
    expect(stored(changes)).toEqual({ value: expected });
  });
});

describe('an update of a value that was frozen after it was read', () => {
  it.each<[string, (draft: Data & Record<string, Data>) => unknown]>([
    ['returns a new one', (draft) => ({ ...draft, n: 1 })],
    ['changes it', (draft) => void (draft['n'] = 1 as never)],
  ])('%s', (_, update) => {
    const changes = open({ value: { list: [1] } });
    const read = changes.get('value') as Data;
    read['late'] = {};
    Object.freeze(read);
    changes.update('value', {}, (draft) => update(draft as Data & Record<string, Data>));
    const expected = { list: [1], late: {}, n: 1 };
    expect(changes.get('value')).toEqual(expected);
    expect(stored(changes)).toEqual({ value: expected });
    expect(read).toEqual({ list: [1], late: {} });
  });
});
