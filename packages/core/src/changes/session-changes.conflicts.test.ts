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
  it('does not cut the application off from the values that it holds', () => {
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
    // An object of the application's is never changed under its hands: it may be a constant of a whole module.
    expect(cart).toEqual({ a: 1 });
    cart['mine'] = 1;
    list.push(2);
    slow.commit();
    expect(record.data).toEqual({ n: 2, cart: { a: 1, theirs: 1, mine: 1 }, list: [1, 2] });
  });

  it('is decided once: what a resolver made of two values is what the next conflict is about', () => {
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

  it('shows its resolver copies', () => {
    const spoil: ConflictDecision = (_key, { base, current, mine }) => {
      for (const value of [base, current, mine]) (value as number[]).push(9);
      return mine;
    };
    const record = sharedRecord({ list: [0] }, spoil);
    const slow = record.open();
    slow.changes.set('list', [1]);
    const fast = record.open();
    fast.changes.set('list', [2]);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ list: [1, 9] });
    expect(slow.changes.kind()).toBe('same');
  });

  it('of an edit that lost its place does not lose the edits that came after it', () => {
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

  it('is none with oneself, though an update gives something else each time', () => {
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

  it('is none about what was sent and stored before', () => {
    const changes = new SessionChanges(new ValueCopies(jsonSerializer), { cart: { a: 1 } });
    (changes.get('cart') as Data)['a'] = 2;
    changes.beginWrite();
    changes.update('cart', {}, (cart) => void ((cart as Data)['n'] = 1));
    changes.confirmWrite({ cart: { a: 2 } });
    changes.rebase({ cart: { a: 3 } }, lastWins);
    expect(changes.get('cart')).toEqual({ a: 3, n: 1 });
  });

  it('is none when both removed what stood inside', () => {
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

  it('is not made up from changes that were applied already', () => {
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
