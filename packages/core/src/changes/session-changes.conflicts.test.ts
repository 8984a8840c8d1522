import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import type { ConflictDecision } from './change-replay.js';
import { SessionChanges } from './session-changes.js';
import { ValueCopies } from './value-copies.js';

const lastWins: ConflictDecision = (_key, { mine }) => mine;

const increment = (key: string) => (changes: SessionChanges) =>
  changes.update(key, 0, (count) => (count as number) + 1);

describe('a conflict', () => {
  it('keeps the values that the application holds connected to the session', () => {
    const record = sharedRecord({ n: 0, cart: { a: 1 }, list: [1] });
    const slow = record.open();
    const cart = slow.changes.get('cart') as Data;
    const list = slow.changes.get('list') as number[];
    increment('n')(slow.changes);
    const fast = record.open();
    (fast.changes.get('cart') as Data)['theirs'] = 1;
    increment('n')(fast.changes);
    fast.commit();
    expect(slow.send()()).toBe('conflict');
    slow.commit();
    // The session never changes an object of the application, which may be a constant of a module.
    expect(cart).toEqual({ a: 1 });
    cart['mine'] = 1;
    list.push(2);
    slow.commit();
    expect(record.data).toEqual({ n: 2, cart: { a: 1, theirs: 1, mine: 1 }, list: [1, 2] });
  });

  it('is resolved once: the next conflict compares with the result of the resolver', () => {
    const sum: ConflictDecision = (_key, { base, current, mine }) =>
      (current as number) + (mine as number) - (base as number);
    const record = sharedRecord({ n: 0 }, sum);
    const slow = record.open();
    slow.changes.set('n', 1);
    for (const value of [10, 100]) {
      const fast = record.open();
      fast.changes.set('n', value);
      fast.commit();
      expect(slow.send()()).toBe('conflict');
    }
    slow.commit();
    expect(record.data).toEqual({ n: 101 });
  });

  it('passes copies to its resolver', () => {
    const changeCopies: ConflictDecision = (_key, { base, current, mine }) => {
      for (const value of [base, current, mine]) (value as number[]).push(9);
      return mine;
    };
    const record = sharedRecord({ list: [0] }, changeCopies);
    const slow = record.open();
    slow.changes.set('list', [1]);
    const fast = record.open();
    fast.changes.set('list', [2]);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ list: [1, 9] });
    expect(slow.changes.kind()).toBe('same');
  });

  it('in one edit does not lose the edits after it', () => {
    const record = sharedRecord({ cart: { a: { qty: 1 } } });
    const slow = record.open();
    (slow.changes.get('cart') as { a: Data }).a['qty'] = 5;
    slow.changes.kind();
    (slow.changes.get('cart') as Data)['note'] = 'mine';
    const fast = record.open();
    delete (fast.changes.get('cart') as Data)['a'];
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ cart: { a: { qty: 5 }, note: 'mine' } });
    expect(record.conflicts).toEqual(['cart']);
  });

  it('does not occur between changes of one request, even if an update function is not repeatable', () => {
    const record = sharedRecord({ cart: {}, n: 0 });
    const slow = record.open();
    let runs = 0;
    slow.changes.update('cart', {}, (cart) => void ((cart as Data)['run'] = ++runs));
    (slow.changes.get('cart') as Data)['run'] = 'mine';
    const fast = record.open();
    increment('n')(fast.changes);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ cart: { run: 'mine' }, n: 1 });
    expect(record.conflicts).toEqual([]);
  });

  it('does not occur for changes that were stored before', () => {
    const changes = new SessionChanges(new ValueCopies(jsonSerializer), { cart: { a: 1 } });
    (changes.get('cart') as Data)['a'] = 2;
    changes.beginWrite();
    changes.update('cart', {}, (cart) => void ((cart as Data)['n'] = 1));
    changes.confirmWrite({ cart: { a: 2 } });
    changes.rebase({ cart: { a: 3 } }, lastWins);
    expect(changes.get('cart')).toEqual({ a: 3, n: 1 });
  });

  it('does not occur when one request removes a value and another removes its parent', () => {
    const record = sharedRecord({ cart: { a: { qty: 1, gift: true } }, n: 0 });
    const slow = record.open();
    delete (slow.changes.get('cart') as { a: Data }).a['gift'];
    const fast = record.open();
    fast.changes.delete('cart');
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ n: 0 });
    expect(record.conflicts).toEqual([]);
  });

  it('does not occur for changes that were rebased before', () => {
    const record = sharedRecord({ cart: { a: 1, b: 1 } });
    const slow = record.open();
    (slow.changes.get('cart') as Data)['a'] = 2;
    for (const value of [2, 3, 4]) {
      const fast = record.open();
      (fast.changes.get('cart') as Data)['b'] = value;
      fast.commit();
      expect(slow.send()()).toBe('conflict');
      slow.changes.get('cart');
    }
    slow.commit();
    expect(record.data).toEqual({ cart: { a: 2, b: 4 } });
    expect(record.conflicts).toEqual([]);
  });
});
