import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Data, sharedRecord } from '../../test/shared-record.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { runs } from '../../../../test/runs.js';

type Line = { n: number; in: { tags: number[] } };

/** Ways to put a line into the value of the session, and into that of the model. */
const puts = {
  'with a spread': (value: Data, id: string, line: Line) => ({ ...value, [id]: line }),
  'at the end of a list': (value: Data, _id: string, line: Line) => ({ ...value, list: [...list(value), line] }),
  'into a list that is put in': (value: Data, _id: string, line: Line) => {
    value['list'] = [...list(value), line];
  },
  'in place': (value: Data, id: string, line: Line) => {
    value[id] = line;
  },
  'in an object': (value: Data, id: string, line: Line) => {
    value['box'] = { ...(value['box'] as Data | undefined), [id]: line };
  },
} satisfies Record<string, (value: Data, id: string, line: Line) => unknown>;

/** Ways to change a value without a new line. */
const changes = {
  'removed by a rest': (value: Data, id: string) => {
    const { [id]: _, ...rest } = value;
    return rest;
  },
  removed: (value: Data, id: string) => void delete value[id],
  'cut from the list': (value: Data) => ({ ...value, list: list(value).slice(1) }),
  shifted: (value: Data) => void list(value).shift(),
  moved: (value: Data, id: string) => {
    if (!value[id]) return;
    value[`moved ${id}`] = value[id];
    delete value[id];
  },
  'moved into the list': (value: Data, id: string) => {
    const { [id]: line, ...rest } = value;
    return line ? { ...rest, list: [...list(value), line] } : undefined;
  },
  'copied by hand': (value: Data, id: string) => {
    if (value[id]) value[id] = { ...(value[id] as Line) };
  },
  'copied as a whole': (value: Data) => JSON.parse(JSON.stringify(value)) as Data,
  'counted in place': (value: Data, id: string) => {
    const line = value[id] as Line | undefined;
    if (line) line.in.tags.push(1);
  },
} satisfies Record<string, (value: Data, id: string) => unknown>;

const isIn = (value: unknown, line: Line): boolean =>
  value === line ||
  (typeof value === 'object' && value !== null && Object.values(value).some((part) => isIn(part, line)));
const list = (value: Data): unknown[] => (value['list'] ??= []) as unknown[];
const step = fc.record({
  by: fc.constantFrom(
    'put',
    'put',
    'put',
    'set',
    'change',
    'edit',
    'edit',
    'edit inside',
    'read',
    'commit',
    'conflict',
    'freeze',
  ),
  put: fc.constantFrom(...(Object.keys(puts) as (keyof typeof puts)[])),
  change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
  at: fc.nat({ max: 5 }),
});

it.each([
  ['JSON', jsonSerializer, 1],
  ['another', { ...jsonSerializer, name: 'another' }, 1],
  ['JSON, many', jsonSerializer, 90],
])(
  'changes to an object that was put into a value are stored for as long as the value contains it: %s',
  (_name, kept, times) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const record = sharedRecord({ v: { list: [] }, n: 0 }, undefined, kept);
        const visit = record.open();
        let model: Data = { list: [] };
        let count = 0;
        let others = 0;
        /** Whether the application changed an object after it was taken out of the value. */
        let isUnlike = false;
        /** Whether another request has stored something since: the next commit with changes is a conflict. */
        let isBehind = false;
        const commit = (): void => {
          if (visit.changes.kind() !== 'same') isBehind = false;
          visit.commit();
        };
        /** What the application put in, and the same object in the model. */
        const lines: { readonly id: string; readonly theirs: Line; readonly mine: Line }[] = [];
        const run = (make: (value: Data, isModel: boolean) => unknown): void => {
          visit.changes.update('v', {}, (draft) => make(draft as Data, false));
          model = (make(model, true) as Data | undefined) ?? model;
        };
        const add = (): (typeof lines)[number] => {
          const make = (): Line => ({ n: count, in: { tags: [] } });
          const line = { id: `line ${++count % 6}`, theirs: make(), mine: make() };
          lines.push(line);
          return line;
        };
        for (const { by, put, change, at } of steps) {
          const line = lines.at(-1 - at);
          if (by === 'put') {
            for (let time = 0; time < times; time++) {
              const { id, theirs, mine } = add();
              run((value, isModel) => puts[put](value, id, isModel ? mine : theirs));
            }
          } else if (by === 'set') {
            const { theirs, mine } = add();
            visit.changes.set('v', { list: [], first: theirs });
            model = { list: [], first: mine };
          } else if (by === 'change') {
            run((value) => changes[change](value, line?.id ?? ''));
          } else if (by.startsWith('edit') && line && !isIn(model, line.mine)) {
            // In a conflict, the functions of updates run again and find the object as it is then.
            if (isBehind) continue;
            line.theirs.n = -++count;
            isUnlike = true;
          } else if (by === 'edit' && line) line.theirs.n = line.mine.n = -++count;
          else if (by === 'edit inside' && line) for (const each of [line.theirs, line.mine]) each.in.tags = [-count];
          else if (by === 'read') expect(visit.changes.get('v')).toEqual(model);
          else if (by === 'freeze') Object.freeze(visit.changes.get('v'));
          else if (by === 'commit') commit();
          else if (by === 'conflict') {
            if (isUnlike) commit();
            isUnlike = false;
            const other = record.open();
            other.changes.set('n', ++others);
            other.commit();
            isBehind = true;
            commit();
          }
        }
        expect(visit.changes.get('v')).toEqual(model);
        visit.commit();
        expect(record.data).toEqual({ v: model, n: others });
        expect(visit.changes.kind()).toBe('same');
      }),
      { numRuns: runs(times === 1 ? 1500 : 25) },
    );
  },
);
