import { MemorySessionStore, SessionManager } from '@sess/core';
import { expect, it } from 'vitest';
import { devalueSerializer } from '../src/index.js';

interface Order {
  sentAt?: Date;
  tags?: Set<string>;
}

async function open() {
  const sessions = new SessionManager<{ order: Order }>({
    store: new MemorySessionStore(),
    serializer: devalueSerializer,
  });
  const { key } = await sessions.create({ data: {} });
  const { session } = await sessions.open(`__Host-sid=${key}`);
  session.update('order', {}, (order) => order);
  return { session, order: session.get('order')! };
}

it('an update that fails leaves a Date alone that was put into the value in place', async () => {
  const { session, order } = await open();
  order.sentAt = new Date(1);
  order.tags = new Set(['a']);
  const fail = ({ sentAt, tags }: Order): void => {
    sentAt!.setTime(2);
    tags!.add('b');
    throw new RangeError('of the handler');
  };
  expect(() => session.update('order', {}, fail)).toThrow(RangeError);
  expect(session.get('order')).toEqual({ sentAt: new Date(1), tags: new Set(['a']) });
});

it('an update changes a Date that was put into the value in place', async () => {
  const { session, order } = await open();
  order.sentAt = new Date(1);
  session.update('order', {}, ({ sentAt }) => void sentAt!.setTime(2));
  expect(session.get('order')).toEqual({ sentAt: new Date(2) });
});

it('a function that catches everything cannot keep an update from running on a copy', async () => {
  const { session, order } = await open();
  order.sentAt = new Date(1);
  session.update('order', {}, (draft) => {
    try {
      draft.sentAt!.setTime(2);
    } catch {
      draft.sentAt = new Date(9);
    }
  });
  expect(session.get('order')).toEqual({ sentAt: new Date(2) });
});

it('an update keeps what it writes to an object with a Set that it has put in', async () => {
  const { session } = await open();
  const given = { n: 1, last: 1, tags: new Set(['a']) };
  session.update('order', {}, (order) => {
    const draft = order as { line?: typeof given };
    draft.line = given;
    draft.line.n = draft.line.last = 2;
    given.last = 3;
  });
  expect(session.get('order')).toEqual({ line: { n: 2, last: 3, tags: new Set(['a']) } });
  expect(given.n).toBe(1);
});

it('an update after one that has put in a Date and a copy of a given object shares no object with the application', async () => {
  const { session } = await open();
  const given = { parts: [{ n: 1 }] };
  session.update('order', {}, (order) => {
    const draft = order as { line?: typeof given };
    draft.line = given;
    draft.line = { ...draft.line };
    order.sentAt = new Date(1);
  });
  session.update('order', {}, (order) => ({ ...order, sentAt: new Date(2) }));
  session.update('order', {}, (order) => void ((order as { line?: typeof given }).line!.parts[0]!.n = 5));
  expect(session.get('order')).toEqual({ line: { parts: [{ n: 5 }] }, sentAt: new Date(2) });
  expect(given).toEqual({ parts: [{ n: 1 }] });
});

it('the first update of a stored value changes no list that its function puts in', async () => {
  const sessions = new SessionManager<{ box: { items: number[] } }>({
    store: new MemorySessionStore(),
    serializer: devalueSerializer,
  });
  const { key } = await sessions.create({ data: { box: { items: [] } } });
  const { session } = await sessions.open(`__Host-sid=${key}`);
  const items = [1];
  session.update('box', { items: [] }, (box) => {
    box.items = items;
    box.items.push(2);
  });
  expect([items, session.get('box')]).toEqual([[1], { items: [1, 2] }]);
});
