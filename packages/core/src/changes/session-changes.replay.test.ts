import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import type { SessionChanges } from './session-changes.js';

const count = (value: unknown): unknown => void (value as { n: number }).n++;

describe('an update function that uses the session and runs again after a conflict', () => {
  it.each<[string, (changes: SessionChanges) => void, Data]>([
    ['reads another key', (changes) => void changes.get('other'), { mine: { n: 11 }, other: { n: 1, theirs: 1 } }],
    [
      'changes another key in place',
      (changes) => void ((changes.get('other') as Data)['mine'] = 1),
      { mine: { n: 11 }, other: { n: 1, theirs: 1, mine: 1 } },
    ],
    [
      'updates another key',
      (changes) => void changes.update('other', {}, count),
      { mine: { n: 11 }, other: { n: 2, theirs: 1 } },
    ],
    [
      'adds to a list under another key',
      (changes) => void (changes.get('list') as unknown[]).push(1),
      { mine: { n: 11 }, other: { n: 1, theirs: 1 }, list: [1] },
    ],
  ])('%s', (_, use, expected) => {
    const record = sharedRecord({ mine: { n: 0 }, other: { n: 1 }, list: [] });
    const [first, second, third] = [record.open(), record.open(), record.open()];
    first.changes.update('mine', {}, (draft) => {
      count(draft);
      use(first.changes);
    });
    second.changes.update('mine', {}, (draft) => void ((draft as Data)['n'] = 9));
    second.commit();
    const late = first.send();
    third.changes.update('mine', {}, (draft) => void ((draft as Data)['n'] = 10));
    third.changes.update('other', {}, (draft) => void ((draft as Data)['theirs'] = 1));
    expect(late()).toBe('conflict');
    const again = first.send();
    third.commit();
    expect(again()).toBe('conflict');
    first.commit();
    expect(record.data).toEqual({ list: [], ...expected });
    expect(first.changes.toObject()).toEqual({ list: [], ...expected });
  });
});

describe('an update function', () => {
  it.each([
    ['runs once if another request has changed only other keys', 'other', 1],
    ['runs again if another request has changed the same key', 'mine', 2],
  ])('%s', (_, theirs, expected) => {
    const record = sharedRecord({ mine: { n: 0 }, other: { n: 0 } });
    const [slow, fast] = [record.open(), record.open()];
    let runs = 0;
    slow.changes.update('mine', {}, (draft) => {
      runs++;
      count(draft);
    });
    fast.changes.update(theirs, {}, count);
    fast.commit();
    slow.commit();
    expect(runs).toBe(expected);
    expect(record.data).toEqual(
      theirs === 'mine' ? { mine: { n: 2 }, other: { n: 0 } } : { mine: { n: 1 }, other: { n: 1 } },
    );
  });
});
