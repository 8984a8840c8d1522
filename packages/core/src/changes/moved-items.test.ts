import { describe, expect, it } from 'vitest';
import { SerializeError } from '../contract/errors.js';
import { type Data, sharedRecord } from '../../test/shared-record.js';

/** Ways to put an item into a list, and to move the other items in the same update. */
const ways: readonly (readonly [string, (list: unknown[], item: unknown) => unknown])[] = [
  ['pushed before a shift', (list, item) => [list.push(item), list.shift()]],
  ['pushed before a splice', (list, item) => [list.push(item), list.splice(0, 1)]],
  ['assigned before an unshift', (list, item) => [(list[0] = item), list.unshift(0)]],
  ['pushed after a shift', (list, item) => [list.shift(), list.push(item)]],
];

describe('an item that an update adds to a list while it moves the other items', () => {
  it.each(ways)('%s, causes no conflict with a request that changed another item', (_name, put) => {
    const record = sharedRecord({ list: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    const [visit, other] = [record.open(), record.open()];
    visit.changes.update('list', [], (list) => void put(list as unknown[], { n: 9 }));
    other.changes.update('list', [], (list) => void ((list as Data[])[1]!['n'] = 20));
    other.commit();
    visit.commit();
    expect(record.conflicts).toEqual([]);
    const expected: unknown[] = [{ n: 1 }, { n: 20 }, { n: 3 }];
    put(expected, { n: 9 });
    expect(record.data).toEqual({ list: expected });
  });

  it.each(ways)('%s, is refused by the update if it cannot be stored', (_name, put) => {
    const { changes } = sharedRecord({ list: [{ n: 1 }, { n: 2 }] }).open();
    const update = (): unknown => changes.update('list', [], (list) => void put(list as unknown[], { n: 1n }));
    expect(update).toThrow(SerializeError);
    expect(changes.get('list')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it.each(ways)('%s, is a copy', (_name, put) => {
    const { changes } = sharedRecord({ list: [{ n: 1 }, { n: 2 }] }).open();
    const item = { n: 9 };
    changes.update('list', [], (list) => void put(list as unknown[], item));
    for (const each of changes.get('list') as Data[]) if (typeof each === 'object') each['n'] = 5;
    expect(item).toEqual({ n: 9 });
  });

  it('is a copy when it was another item of the list', () => {
    const record = sharedRecord({ list: [{ n: 1 }, { n: 2 }] });
    const visit = record.open();
    const [first] = visit.changes.get('list') as Data[];
    visit.changes.update('list', [], (list) => void (list as unknown[]).unshift(first));
    visit.changes.update('list', [], (list) => void ((list as Data[])[1]!['n'] = 5));
    visit.commit();
    expect(record.data).toEqual({ list: [{ n: 1 }, { n: 5 }, { n: 2 }] });
  });
});

it('a list that is moved within a list stays the same object', () => {
  const { changes } = sharedRecord({ rows: [[1], [2]] }).open();
  const [first, second] = changes.get('rows') as unknown[][];
  changes.update('rows', [], (rows) => void (rows as unknown[]).push((rows as unknown[]).shift()));
  first!.push(3);
  expect(changes.get('rows')).toEqual([[2], [1, 3]]);
  expect((changes.get('rows') as unknown[])[0]).toBe(second);
});
