import { SessionConflictError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { Money } from './money.js';
import { setUp } from './shop.js';

describe('two requests', () => {
  it('that change one Map conflict: the last wins, and an event reports it', async () => {
    const { begin, visit, conflicts } = setUp();
    await visit((session) => session.set('seen', new Map()));
    const [one, two] = [await begin(), await begin()];
    one.session.get('seen')!.set('one', new Date(1));
    two.session.get('seen')!.set('two', new Date(2));
    await one.end();
    await two.end();
    await visit((session) => expect([...session.get('seen')!.keys()]).toEqual(['two']));
    expect(conflicts).toEqual([expect.objectContaining({ key: 'seen' })]);
  });

  it('that change one Map get an error or call a merge function, as onConflict says', async () => {
    const merge = setUp({
      onConflict: {
        seen: ({ current, mine }) => new Map([...(current ?? []), ...(mine ?? [])]),
      },
    });
    const failing = setUp({ onConflict: 'error' });
    for (const { begin, visit } of [merge, failing]) {
      await visit((session) => session.set('seen', new Map()));
      const [one, two] = [await begin(), await begin()];
      one.session.get('seen')!.set('one', new Date(1));
      two.session.get('seen')!.set('two', new Date(2));
      await one.end();
      if (begin === failing.begin) await expect(two.end()).rejects.toBeInstanceOf(SessionConflictError);
      else await two.end();
    }
    await merge.visit((session) => expect([...session.get('seen')!.keys()]).toEqual(['one', 'two']));
  });

  it('that change a value which refers to itself conflict as a whole', async () => {
    const { begin, visit, conflicts } = setUp();
    await visit((session) => session.set('tree', { name: 'root', children: [] }));
    const [one, two] = [await begin(), await begin()];
    one.session.get('tree')!.name = 'renamed';
    const tree = two.session.get('tree')!;
    tree.children.push({ name: 'leaf', parent: tree, children: [] });
    await one.end();
    await two.end();
    await visit((session) => {
      const stored = session.get('tree')!;
      expect(stored.children[0]!.parent).toBe(stored);
    });
    expect(conflicts).toEqual([expect.objectContaining({ key: 'tree' })]);
  });

  it('that change different keys of one object keep both changes', async () => {
    const { begin, visit, conflicts } = setUp();
    await visit((session) => session.set('prices', { tea: new Money(1), milk: new Money(2) }));
    const [one, two] = [await begin(), await begin()];
    one.session.get('prices')!['tea'] = new Money(10);
    two.session.get('prices')!['milk'] = new Money(20);
    await one.end();
    await two.end();
    await visit((session) => {
      const { tea, milk } = session.get('prices')!;
      expect([tea!.cents, milk!.cents]).toEqual([10, 20]);
    });
    expect(conflicts).toEqual([]);
  });
});
