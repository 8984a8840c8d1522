import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSerializer } from '../payload/json-serializer.js';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { copyJson, isSmall, jsonValues } from '../../test/random-values.js';
import { runs } from '../../../../test/runs.js';

const name = fc.constantFrom('a', 'b', 'list', '7', '10', '01', '4294967295', 'constructor', 'new');
const kinds = ['set', 'first', 'delete', 'alias', 'wrap', 'wrap all', 'old', 'bare', 'nothing'] as const;
const step = fc.record({
  by: fc.constantFrom('update', 'update', 'update', 'refused', 'raw', 'late', 'deep', 'look', 'commit', 'conflict'),
  before: fc.option(fc.record({ name, value: jsonValues })),
  kind: fc.constantFrom(...kinds),
  name,
  other: name,
  value: jsonValues,
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const isObject = (part: unknown): part is Data => typeof part === 'object' && part !== null && !Array.isArray(part);

/** Returns what an update function returns, for its draft or for a plain value. */
function make(draft: Data, { before, kind, name: key, other, value: given }: Step): unknown {
  const inner = before && Object.hasOwn(draft, before.name) ? draft[before.name] : undefined;
  if (isObject(inner)) inner['deep'] = copyJson(before!.value);
  else if (Array.isArray(inner)) inner.push(copyJson(before!.value));
  const part = Object.hasOwn(draft, other) ? draft[other] : null;
  switch (kind) {
    case 'set':
      return { ...draft, [key]: copyJson(given) };
    case 'first':
      return { [key]: copyJson(given), ...draft };
    case 'delete': {
      const { [key]: _, ...rest } = draft;
      return rest;
    }
    case 'alias':
      return { ...draft, [key]: part };
    case 'wrap':
      return { ...draft, [key]: { in: [part], more: copyJson(given) } };
    case 'wrap all':
      return { ...draft, [key]: [{ draft }] };
    case 'old':
      return { old: draft };
    case 'bare':
      return Object.assign(Object.create(null) as Data, draft, { [key]: copyJson(given) });
    case 'nothing':
      return { ...draft };
  }
}

describe('an object that an update returns', () => {
  it.each(['0123', '01', '4294967295', '99999999999'])(
    'has a new key first, even when it consists of digits: %s',
    (sku) => {
      const { changes } = sharedRecord({ cart: { a: 1, 5: 2 } }).open();
      const returned = changes.update('cart', {}, (cart) => ({ [sku]: 1, ...(cart as Data) }));
      expect(Object.keys(returned as Data)).toEqual(['5', sku, 'a']);
      expect(JSON.stringify(changes.snapshot())).toBe(JSON.stringify({ cart: { [sku]: 1, a: 1, 5: 2 } }));
    },
  );

  it.each([
    ['JSON', jsonSerializer],
    ['another', { ...jsonSerializer, name: 'another' }],
  ])('becomes the value, with its order of keys, whatever other requests change in between: %s', (_, kept) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const record = sharedRecord({ v: { b: { qty: 1 }, list: [{ n: 1 }], a: 1 }, n: 0 }, undefined, kept);
        const visit = record.open();
        const { changes } = visit;
        let model = copyJson(record.data['v']) as Data;
        let others = 0;
        let returned: Data | undefined;
        for (const each of steps) {
          const { by, name: key, value: given } = each;
          if (by === 'update' && isSmall(model)) {
            let made: unknown;
            changes.update('v', {}, (draft) => (made = make(draft as Data, each)));
            // The other kinds put a part into two places, and a later change of it may concern either.
            const isOnce = ['set', 'nothing'].includes(each.kind) || (each.kind === 'wrap' && each.other !== 'new');
            returned = isOnce ? (made as Data) : undefined;
            model = copyJson(make(model, each)) as Data;
          } else if (by === 'refused') {
            const refused = (): unknown =>
              changes.update('v', {}, (draft) => ({
                ...(make(draft as Data, each) as Data),
                [key]: { at: undefined },
              }));
            expect(refused).toThrow(/^\$\.v.*\.at: JSON cannot keep undefined/);
          } else if (by === 'raw') {
            (changes.get('v') as Data)[key] = copyJson(given);
            model[key] = copyJson(given);
          } else if (by === 'late' && returned) {
            // In an array, which is replaced as a whole. An object would be merged with the one it replaces.
            returned['late'] = [copyJson(given)];
            model['late'] = [copyJson(given)];
          } else if (by === 'deep' && returned) {
            const mine = returned['new'];
            if (isObject(mine) && Object.hasOwn(mine, 'more')) {
              mine['more'] = [copyJson(given)];
              (model['new'] as Data)['more'] = [copyJson(given)];
            }
          } else if (by === 'look') changes.kind();
          else if (by === 'commit') visit.commit();
          else if (by === 'conflict') {
            const other = record.open();
            other.changes.set('n', ++others);
            other.commit();
            visit.commit();
          }
          if (by !== 'update') returned = undefined;
          expect(changes.get('v')).toEqual(model);
          // What is merged into the value of others may come in another order.
          if (by === 'conflict' || by === 'commit') model = copyJson(changes.get('v')) as Data;
          expect(JSON.stringify(changes.get('v'))).toBe(JSON.stringify(model));
        }
        visit.commit();
        expect(record.data).toEqual({ v: model, n: others });
        expect(record.conflicts).toEqual([]);
        expect(changes.kind()).toBe('same');
      }),
      { numRuns: runs(2000) },
    );
  });
});
