import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { SessionChanges, type Values } from './session-changes.js';
import { ValueCopies } from './value-copies.js';
import { runs } from '../../../../test/runs.js';

type Party = ReturnType<ReturnType<typeof sharedRecord>['open']>;

const names = ['a', 'b', 'c'] as const;
const step = fc.record({
  party: fc.integer({ min: 0, max: 2 }),
  act: fc.constantFrom(
    'edit',
    'edit held',
    'remove',
    'own',
    'delete own',
    'count',
    'count inside',
    'send',
    'reply',
    'commit',
  ),
  name: fc.constantFrom(...names),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe('three requests that change different paths of the same data keys, and increment the same counters', () => {
  it('lose no change, in whatever order their writes are sent and their replies arrive', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const record = sharedRecord({ a: {}, b: { x: [1] }, c: { deep: {} }, count: 0 });
        const expected: Record<string, unknown> & Record<(typeof names)[number], Data> = {
          a: {},
          b: { x: [1] },
          c: { deep: {} },
          count: 0,
        };
        const parties = [0, 1, 2].map(() => record.open());
        const held = parties.map(({ changes }) =>
          Object.fromEntries(names.map((name) => [name, changes.get(name) as Data])),
        );
        const replies: ((() => string) | undefined)[] = [];
        let value = 0;
        const act = (party: Party, index: number, { act: kind, name }: Step): void => {
          const { changes } = party;
          const mine = `of ${index}`;
          const own = `own ${index} ${name}`;
          value++;
          if (kind === 'edit') (changes.get(name) as Data)[mine] = expected[name][mine] = { value };
          else if (kind === 'edit held') held[index]![name]![mine] = expected[name][mine] = value;
          else if (kind === 'remove') {
            delete (changes.get(name) as Data)[mine];
            delete expected[name][mine];
          } else if (kind === 'own') {
            changes.set(own, { value });
            expected[own] = { value };
          } else if (kind === 'delete own') {
            changes.delete(own);
            delete expected[own];
          } else if (kind === 'count') {
            changes.update('count', 0, (count) => (count as number) + 1);
            expected['count'] = (expected['count'] as number) + 1;
          } else if (kind === 'count inside') {
            changes.update(
              name,
              {},
              (draft) => void ((draft as { n: number }).n = ((draft as { n?: number }).n ?? 0) + 1),
            );
            expected[name]['n'] = ((expected[name]['n'] as number | undefined) ?? 0) + 1;
          } else if (kind === 'send') replies[index] ??= party.send();
          else if (kind === 'reply') {
            replies[index]?.();
            replies[index] = undefined;
          } else {
            replies[index]?.();
            replies[index] = undefined;
            party.commit();
          }
          // Of two objects for one data key, the later change counts, and only a read shows which is later.
          changes.kind();
        };
        for (const each of steps) act(parties[each.party]!, each.party, each);
        for (const [index, reply] of replies.entries()) {
          reply?.();
          replies[index] = undefined;
        }
        for (const party of parties) party.commit();
        expect(record.data).toEqual(expected);
        expect(record.conflicts).toEqual([]);
        // A stored change is not reported again.
        for (const party of parties) {
          party.commit();
          expect(party.changes.kind()).toBe('same');
        }
      }),
      { numRuns: runs(1500) },
    );
  });
});

describe('equal values', () => {
  it('are not a change, in any order of keys, set whole or changed in place', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }), (data) => {
        const kept = Object.fromEntries(Object.entries(data).filter(([key]) => key !== '__proto__'));
        fc.pre(!JSON.stringify(kept).includes('"__proto__"') && !JSON.stringify(kept).includes('-0'));
        const { changes } = sharedRecord(kept).open();
        for (const [key, value] of Object.entries(kept)) {
          changes.set(key, JSON.parse(JSON.stringify(value)));
          changes.update(key, null, (draft) => draft ?? undefined);
        }
        changes.toObject();
        expect(changes.kind()).toBe('same');
      }),
    );
  });
});

describe('values of a richer serializer', () => {
  const rich = {
    name: 'rich',
    serialize: (value: unknown) => serialize(value).toString('base64'),
    deserialize: (text: string) => deserialize(Buffer.from(text, 'base64')) as unknown,
  };

  it('may contain themselves, and their changes are still noticed and merged', () => {
    const ring: Record<string, unknown> = { at: new Date(0), tags: new Set([1]) };
    ring['self'] = ring;
    const stored = rich.serialize({ ring, n: 1 });
    const parse = (text: string): Values => rich.deserialize(text) as Data;
    const changes = new SessionChanges(new ValueCopies(rich), parse(stored));
    const mine = changes.get('ring') as { self: unknown; tags: Set<number>; note?: string };
    expect(changes.kind()).toBe('same');
    expect(mine.self).toBe(mine);
    mine.tags.add(2);
    expect(changes.kind()).toBe('changed');
    const theirs = rich.serialize({ ring, n: 2 });
    changes.rebase(parse(theirs), (_key, values) => values.mine);
    const merged = changes.get('ring') as typeof mine;
    expect([changes.get('n'), merged.tags, merged.self === merged]).toEqual([2, new Set([1, 2]), true]);
  });
});
