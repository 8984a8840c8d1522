import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import type { SessionChanges } from './session-changes.js';

const increment = (key: string) => (changes: SessionChanges) =>
  changes.update(key, 0, (count) => (count as number) + 1);

describe('an update', () => {
  it('of an object runs once on each newer value, however many conflicts occur', () => {
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

  it('during a write is stored as an update, not as its result', () => {
    const record = sharedRecord({ cart: { qty: 0, note: '' } });
    const add = (changes: SessionChanges): void => {
      changes.update('cart', {}, (cart) => void (cart as { qty: number }).qty++);
    };
    const slow = record.open();
    (slow.changes.get('cart') as Data)['note'] = 'mine';
    const reply = slow.send();
    add(slow.changes);
    expect(reply()).toBe('written');
    const fast = record.open();
    add(fast.changes);
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ cart: { qty: 2, note: 'mine' } });
  });

  it('returns a value whose later changes are stored', () => {
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

  it('after an edit that conflicts is not applied twice', () => {
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

describe('a value that get has returned', () => {
  it('still stores its changes after an update replaced it', () => {
    const record = sharedRecord({ cart: { qty: 1 } });
    const visit = record.open();
    const { changes } = visit;
    const cart = changes.get('cart') as Data;
    changes.update('cart', {}, (draft) => void (draft as { qty: number }).qty++);
    cart['note'] = 'mine';
    visit.commit();
    expect(record.data).toEqual({ cart: { qty: 2, note: 'mine' } });
  });

  it('does not come back when it is changed after its parent was removed through another object', () => {
    const record = sharedRecord({ cart: { item: { qty: 1 } } });
    const visit = record.open();
    const { changes } = visit;
    const { item } = changes.get('cart') as { item: { qty: number } };
    changes.update('cart', {}, (draft) => void ((draft as Data)['n'] = 1));
    delete (changes.get('cart') as Data)['item'];
    item.qty = 2;
    visit.commit();
    expect(record.data).toEqual({ cart: { n: 1 } });
  });

  it('becomes the value again when it is changed after another request deleted the data key', () => {
    const record = sharedRecord({ cart: { qty: 1 }, n: 0 });
    const slow = record.open();
    const cart = slow.changes.get('cart') as Data;
    increment('n')(slow.changes);
    const fast = record.open();
    fast.changes.delete('cart');
    fast.commit();
    slow.commit();
    expect(record.data).toEqual({ n: 1 });
    cart['qty'] = 2;
    slow.commit();
    expect(record.data).toEqual({ n: 1, cart: { qty: 2 } });
  });

  it('is ignored when the data key was deleted, cleared or set to another value', () => {
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

describe('clear', () => {
  it('keeps a data key that is set to its former value afterwards, also after a conflict', () => {
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

  it('removes what others add before it is stored, and keeps the excepted data keys', () => {
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

  it('during a write removes what that write stores', () => {
    for (const conflict of [false, true]) {
      const record = sharedRecord({ a: 1 });
      const slow = record.open();
      slow.changes.set('b', 1);
      const reply = slow.send();
      slow.changes.clear();
      slow.changes.set('d', 1);
      if (conflict) {
        const fast = record.open();
        fast.changes.set('c', 1);
        fast.commit();
      }
      reply();
      slow.commit();
      expect(record.data).toEqual({ d: 1 });
    }
  });
});

describe('a data key', () => {
  it('that is not a string is refused by every change, because it would be stored as a string', () => {
    const { changes } = sharedRecord({ 5: 'kept' }).open();
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error;
    expect(() => changes.set(5 as never, 1)).toThrow(refusal);
    expect(() => changes.update(5 as never, 0, () => 1)).toThrow(refusal);
    expect([changes.get('5'), changes.size, changes.kind()]).toEqual(['kept', 1, 'same']);
  });
});
