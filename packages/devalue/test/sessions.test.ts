import { MemorySessionStore, SerializeError, type Session, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { createDevalueSerializer, devalueSerializer } from '../src/index.js';
import { Money } from './money.js';
import { setUp, type Shop, type Tree } from './shop.js';

describe('a session', () => {
  it('keeps values of all kinds, in a payload with the name of its serializer', async () => {
    const { visit, payload } = setUp();
    await visit((session) => {
      session.set('seen', new Map([['front', new Date(5)]]));
      session.set('tags', new Set(['a']));
      session.set('total', new Money(500));
      session.set('since', new Date(7)).set('count', 2n ** 70n);
      session.flash('notice', new Set([1]));
    });
    expect(await payload()).toMatch(/^devalue:\[/);
    const before = await payload();
    await visit((session) => {
      expect(session.get('seen')).toEqual(new Map([['front', new Date(5)]]));
      expect(session.get('tags')).toEqual(new Set(['a']));
      expect(session.get('total')!.plus(new Money(1)).cents).toBe(501);
      expect([session.get('since'), session.get('count')]).toEqual([new Date(7), 2n ** 70n]);
      expect(session.peekFlash('notice')).toEqual(new Set([1]));
      expect(session.modified).toBe(false);
    });
    expect(await payload()).toBe(before);
  });

  it('stores changes inside a Map, a Set, a Date and a registered class', async () => {
    class Counter {
      n = 0;
    }
    const counters = createDevalueSerializer({
      classes: {
        Counter: {
          class: Counter,
          toPlain: ({ n }) => n,
          fromPlain: (n) => Object.assign(new Counter(), { n }),
        },
      },
    });
    const store = new MemorySessionStore();
    const sessions = new SessionManager<Omit<Shop, 'total'> & { total: Counter }>({ store, serializer: counters });
    const { key } = await sessions.create({
      data: { seen: new Map([['a', new Date(0)]]), tags: new Set(['x']), since: new Date(0), total: new Counter() },
    });
    const cookie = `__Host-sid=${key}`;
    const changes: ((session: Session<Omit<Shop, 'total'> & { total: Counter }>) => void)[] = [
      (session) => session.get('seen')!.set('b', new Date(1)),
      (session) => session.get('seen')!.get('a')!.setTime(9),
      (session) => session.get('tags')!.delete('x'),
      (session) => session.get('since')!.setTime(3),
      (session) => session.get('total')!.n++,
    ];
    for (const change of changes) {
      const { session, commit } = await sessions.open(cookie);
      expect(session.isNew).toBe(false);
      change(session);
      expect(session.modified).toBe(true);
      await commit({ status: 200 });
    }
    const { session } = await sessions.open(cookie);
    expect(session.toObject()).toEqual({
      seen: new Map([
        ['a', new Date(9)],
        ['b', new Date(1)],
      ]),
      tags: new Set(),
      since: new Date(3),
      total: Object.assign(new Counter(), { n: 1 }),
    });
    expect(session.get('total')).toBeInstanceOf(Counter);
  });

  it('refuses a value that it cannot keep, with its path', async () => {
    const { begin } = setUp({ serializer: devalueSerializer });
    const { session } = await begin();
    const set = () => session.set('prices', { 'a b': new Money(1) });
    expect(set).toThrow(SerializeError);
    expect(set).toThrow('$.prices["a b"]: devalue cannot keep an instance of Money');
  });

  it('keeps a value that contains itself, and changes inside it', async () => {
    const { visit } = setUp();
    await visit((session) => {
      const tree: Tree = { name: 'root', children: [] };
      tree.children.push({ name: 'leaf', parent: tree, children: [] });
      session.set('tree', tree);
    });
    await visit((session) => {
      const tree = session.get('tree')!;
      expect(tree.children[0]!.parent).toBe(tree);
      tree.children[0]!.parent!.children[0]!.name = 'twig';
    });
    await visit((session) => {
      const tree = session.get('tree')!;
      expect(tree.children[0]!.parent).toBe(tree);
      expect(tree.children[0]!.name).toBe('twig');
    });
  });
});

describe('update', () => {
  it('passes a Map as a Map, and an instance with its methods', async () => {
    const { visit } = setUp();
    const run = async () =>
      visit((session) => {
        session.update('seen', new Map(), (seen) => void seen.set(`page ${seen.size}`, new Date(seen.size)));
        session.update('total', new Money(0), (total) => total.plus(new Money(5)));
        session.update(
          'prices',
          { tea: new Money(1) },
          (prices) => void (prices['tea'] = prices['tea']!.plus(new Money(1))),
        );
      });
    await run();
    await run();
    await visit((session) => {
      expect([...session.get('seen')!.keys()]).toEqual(['page 0', 'page 1']);
      expect(session.get('total')!.cents).toBe(10);
      expect(session.get('prices')!['tea']!.cents).toBe(3);
    });
  });

  it('runs again on the data that another request has stored', async () => {
    const { begin, visit, conflicts } = setUp();
    await visit((session) => session.set('total', new Money(0)).set('seen', new Map()));
    const [one, two] = [await begin(), await begin()];
    for (const [name, { session }] of Object.entries({ one, two })) {
      session.update('total', new Money(0), (total) => total.plus(new Money(5)));
      session.update('seen', new Map(), (seen) => seen.set(name, new Date(1)));
    }
    await one.end();
    await two.end();
    await visit((session) => {
      expect(session.get('total')!.cents).toBe(10);
      expect([...session.get('seen')!.keys()].toSorted()).toEqual(['one', 'two']);
    });
    expect(conflicts).toEqual([]);
  });

  it('does not change its initial value or the draft of another attempt', async () => {
    const initial = new Map<string, Date>();
    const { visit } = setUp();
    await visit((session) => void session.update('seen', initial, (seen) => void seen.set('a', new Date(0))));
    expect(initial.size).toBe(0);
  });
});
