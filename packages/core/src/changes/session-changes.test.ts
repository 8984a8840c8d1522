import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import type { ConflictDecision } from './change-replay.js';
import type { SessionChanges } from './session-changes.js';

const increment = (key: string) => (changes: SessionChanges) =>
  changes.update(key, 0, (count) => (count as number) + 1);

describe('an update', () => {
  it('of an object runs once for each time it is asked for, however many conflicts it meets', () => {
    const record = sharedRecord({ cart: { qty: 0 } });
    const add = (changes: SessionChanges): void => {
      changes.update('cart', {}, (cart) => void (cart as { qty: number }).qty++);
    };
    const slow = record.open();
    add(slow.changes);
    for (let round = 0; round < 3; round++) {
      const fast = record.open();
      add(fast.changes);
      fast.commit();
      expect(slow.send()()).toBe('conflict');
    }
    slow.commit();
    expect(record.data).toEqual({ cart: { qty: 4 } });
    expect(record.conflicts).toEqual([]);
  });

  it('during an attempt is not stored as the value it gave', () => {
    const record = sharedRecord({ cart: { qty: 0, note: '' } });
    const add = (changes: SessionChanges): void => {
      changes.update('cart', {}, (cart) => void (cart as { qty: number }).qty++);
    };
    const slow = record.open();
    (slow.changes.get('cart') as Data)['note'] = 'mine';
    const answer = slow.send();
    add(slow.changes);
    expect(answer()).toBe('written');
    const fast = record.open();
    add(fast.changes);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ cart: { qty: 2, note: 'mine' } });
  });

  it('hands out a value whose later changes are noticed', () => {
    const record = sharedRecord({ n: 1 });
    const slow = record.open();
    const cart = slow.changes.update('cart', {}, () => undefined) as Data;
    cart['late'] = 1;
    const fast = record.open();
    increment('n')(fast.changes);
    fast.commit();
    expect(slow.send()()).toBe('conflict');
    slow.commit();
    expect(record.data).toEqual({ n: 2, cart: { late: 1 } });
  });

  it('after an edit that lost its place is not counted twice', () => {
    const record = sharedRecord({ cart: { a: { qty: 1 }, count: 1 } });
    const slow = record.open();
    (slow.changes.get('cart') as { a: { qty: number } }).a.qty = 5;
    slow.changes.update('cart', {}, (cart) => void (cart as { count: number }).count++);
    const fast = record.open();
    fast.changes.delete('cart');
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ cart: { a: { qty: 5 }, count: 2 } });
  });
});

describe('a value that was handed out', () => {
  it('is still watched when an update has made another of it', () => {
    const record = sharedRecord({ cart: { qty: 1 } });
    const visit = record.open();
    const { changes } = visit;
    const cart = changes.get('cart') as Data;
    changes.update('cart', {}, (draft) => void (draft as { qty: number }).qty++);
    cart['note'] = 'mine';
    visit.commit();
    expect(record.data).toEqual({ cart: { qty: 2, note: 'mine' } });
  });

  it('is out of use when the key was deleted, cleared or set to something else', () => {
    const record = sharedRecord({ cart: { qty: 1 } });
    for (const replace of [
      (changes: SessionChanges) => changes.delete('cart'),
      (changes: SessionChanges) => changes.clear(),
      (changes: SessionChanges) => changes.set('cart', 1),
    ]) {
      const visit = record.open();
      const { changes } = visit;
      const cart = changes.get('cart') as Data;
      replace(changes);
      if (changes.size === 0) changes.set('cart', 1);
      cart['note'] = 'mine';
      visit.commit();
      expect(record.data).toEqual({ cart: 1 });
      changes.set('cart', { qty: 1 });
      visit.commit();
    }
  });
});

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
    expect(slow.changes.outcome()).toBe('same');
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

describe('clear', () => {
  it('spares a key that was set to its former value afterwards, also after a conflict', () => {
    const record = sharedRecord({ a: 1, b: 1 });
    const slow = record.open();
    slow.changes.clear();
    slow.changes.set('a', 1);
    const fast = record.open();
    fast.changes.set('c', 1);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ a: 1 });
  });

  it('removes what others add meanwhile, and not what is kept', () => {
    const record = sharedRecord({ a: 1, b: 1 });
    const slow = record.open();
    slow.changes.clear(['a']);
    const fast = record.open();
    fast.changes.set('c', 1);
    increment('a')(fast.changes);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ a: 2 });
  });

  it('while an attempt is under way holds for what that attempt stores', () => {
    for (const conflict of [false, true]) {
      const record = sharedRecord({ a: 1 });
      const slow = record.open();
      slow.changes.set('b', 1);
      const answer = slow.send();
      slow.changes.clear();
      slow.changes.set('d', 1);
      if (conflict) {
        const fast = record.open();
        fast.changes.set('c', 1);
        fast.commit();
      }
      answer();
      slow.commit();
      expect(record.data).toEqual({ d: 1 });
    }
  });
});
