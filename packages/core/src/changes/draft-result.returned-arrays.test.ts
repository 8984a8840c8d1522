import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedRecord } from '../../test/shared-record.js';
import { copyJson, isSmall, jsonValues } from '../../test/random-values.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { runs } from '../../../../test/runs.js';

const kinds = ['append', 'two', 'part', 'wrap', 'old', 'first', 'rest', 'copy', 'odd'] as const;
const step = fc.record({
  by: fc.constantFrom('update', 'update', 'update', 'refused', 'raw', 'raw push', 'late', 'look', 'commit', 'conflict'),
  isDeep: fc.boolean(),
  kind: fc.constantFrom(...kinds),
  at: fc.integer({ min: 0, max: 3 }),
  value: jsonValues,
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Returns what an update function returns, for its draft or for a plain list. */
function make(draft: unknown[], { isDeep, kind, at, value: given }: Step): unknown[] {
  const part = draft[at] ?? null;
  if (isDeep && Array.isArray(part)) part.push(copyJson(given));
  else if (isDeep && typeof part === 'object' && part) (part as Record<string, unknown>)['deep'] = copyJson(given);
  switch (kind) {
    case 'append':
      return [...draft, copyJson(given)];
    case 'two':
      return [...draft, copyJson(given), { at }];
    case 'part':
      return [...draft, part];
    case 'wrap':
      return draft.concat([{ in: [part], more: copyJson(given) }]);
    case 'old':
      return draft.length < 8 ? [...draft, { old: draft }] : [draft];
    case 'first':
      return [copyJson(given), ...draft];
    case 'rest':
      return draft.slice(1);
    case 'copy':
      return [...draft];
    case 'odd':
      return draft.map((item, index) => (index === at ? copyJson(given) : item));
  }
}

it.each([
  ['JSON', jsonSerializer],
  ['another', { ...jsonSerializer, name: 'another' }],
])('an array that an update returns becomes the value, whatever other requests change in between: %s', (_, kept) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const record = sharedRecord({ v: [{ n: 1 }, [2], 3], n: 0 }, undefined, kept);
      const visit = record.open();
      const { changes } = visit;
      let model = copyJson(record.data['v']) as unknown[];
      let others = 0;
      let returned: unknown[] | undefined;
      for (const each of steps) {
        const { by, value: given } = each;
        if (by === 'update' && isSmall(model)) {
          changes.update('v', [], (draft) => (returned = make(draft as unknown[], each)));
          model = copyJson(make(model, each));
        } else if (by === 'refused') {
          const refused = (): unknown =>
            changes.update('v', [], (draft) => [...make(draft as unknown[], each), { at: undefined }]);
          expect(refused).toThrow(/^\$\.v.*\.at: JSON cannot keep undefined/);
        } else if (by === 'raw') {
          if (model.length > 0) (changes.get('v') as unknown[])[0] = copyJson(given);
          if (model.length > 0) model[0] = copyJson(given);
        } else if (by === 'raw push') {
          (changes.get('v') as unknown[]).push(copyJson(given));
          model.push(copyJson(given));
        } else if (by === 'late' && returned) {
          returned.push(copyJson(given));
          model.push(copyJson(given));
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
      }
      visit.commit();
      expect(record.data).toEqual({ v: model, n: others });
      expect(record.conflicts).toEqual([]);
      expect(changes.kind()).toBe('same');
    }),
    { numRuns: runs(2000) },
  );
});
