import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { runs } from '../../../../test/runs.js';

const name = fc.constantFrom('a', 'b', 'c', 'list', 'constructor', '0');
const value = fc
  .jsonValue({ maxDepth: 2 })
  .map((json) => JSON.parse(JSON.stringify(json).replaceAll('__proto__', 'x')) as unknown);
const kinds = [
  'set',
  'set nested',
  'delete',
  'push',
  'splice',
  'reverse',
  'shift',
  'unshift',
  'rotate',
  'take',
  'sort',
  'move',
  'count',
  'cut',
] as const;
const edit = fc.record({
  path: fc.array(name, { maxLength: 2 }),
  name,
  kind: fc.constantFrom(...kinds),
  value,
  at: fc.integer({ min: 0, max: 3 }),
});
const step = fc.record({
  by: fc.constantFrom('raw', 'draft', 'draft', 'spread', 'returned', 'failing', 'look', 'commit', 'conflict', 'whole'),
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
});

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const isContainer = (part: unknown): part is Data => typeof part === 'object' && part !== null;
const copy = <Value>(part: Value): Value => structuredClone(part);

/** Changes a value as a handler would, be it the value itself or a draft. */
function change(root: Data, { path, name: key, kind, value: given, at }: Edit): void {
  let target: Data = root;
  for (const part of path) if (isContainer(target[part])) target = target[part];
  if (Array.isArray(target)) {
    if (kind === 'push') target.push(copy(given));
    else if (kind === 'splice') target.splice(at, 1, copy(given), at);
    else if (kind === 'reverse') target.reverse();
    else if (kind === 'shift') target.shift();
    else if (kind === 'unshift') target.unshift(copy(given), { at });
    else if (kind === 'rotate') {
      for (let turn = 0; turn < at; turn++) target.push(target.shift() ?? null);
      if (isContainer(target[0]) && !Array.isArray(target[0])) target[0]['turned'] = at;
    } else if (kind === 'take') {
      const [taken] = target.splice(at, 1);
      root['taken'] = taken ?? null;
      if (isContainer(taken) && !Array.isArray(taken)) taken['taken'] = at;
    } else if (kind === 'sort') target.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    else if (kind === 'cut') target.length = Math.min(target.length, at);
    else if (target.length > 0) target[at % target.length] = copy(given);
    return;
  }
  const part = Object.hasOwn(target, key) ? target[key] : undefined;
  if (kind === 'set') target[key] = copy(given);
  else if (kind === 'set nested') (target[key] = { in: [copy(given)] } as Data)['more'] = at;
  else if (kind === 'push') target[key] = [copy(given), { at }];
  else if (kind === 'splice') target[key] = Array.isArray(part) ? part.filter((_, index) => index !== at) : [];
  else if (kind === 'count') target[key] = typeof part === 'number' ? part + 1 : at;
  else if (kind === 'move' && part !== undefined) {
    delete target[key];
    target['moved'] = part;
  } else delete target[key];
}

describe('a value that is changed in random ways', () => {
  it('equals the same value changed without a session, whatever other requests change in between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const record = sharedRecord({ v: { a: { qty: 1 }, list: [{ n: 1 }, { n: 2 }] }, n: 0 });
        const visit = record.open();
        const { changes } = visit;
        let model: Data = record.data['v'] as Data;
        let others = 0;
        for (const { by, edits } of steps) {
          const all = (root: Data): void => edits.forEach((each) => change(root, each));
          if (by === 'raw') {
            all(changes.get('v') as Data);
            all(model);
          } else if (by === 'draft') {
            changes.update('v', {}, (draft) => all(draft as Data));
            all(model);
          } else if (by === 'spread') {
            changes.update('v', {}, (draft) => ({ ...(draft as Data), x: edits[0]!.value }));
            model = { ...model, x: edits[0]!.value };
          } else if (by === 'returned') {
            changes.update('v', {}, (draft) => {
              all(draft as Data);
              return draft;
            });
            all(model);
          } else if (by === 'failing') {
            const fail = (): unknown =>
              changes.update('v', {}, (draft) => {
                all(draft as Data);
                throw new RangeError('of the handler');
              });
            expect(fail).toThrow(RangeError);
          } else if (by === 'look') changes.kind();
          else if (by === 'commit') visit.commit();
          else if (by === 'whole') {
            changes.set('v', (model = { ...copy(model), whole: edits[0]!.at }));
            model = copy(model);
          } else {
            const other = record.open();
            other.changes.set('n', ++others);
            other.commit();
            visit.commit();
          }
          expect(changes.get('v')).toEqual(model);
        }
        visit.commit();
        expect(record.data).toEqual({ v: model, n: others });
        expect(record.conflicts).toEqual([]);
        expect(changes.kind()).toBe('same');
      }),
      { numRuns: runs(3000) },
    );
  });
});
