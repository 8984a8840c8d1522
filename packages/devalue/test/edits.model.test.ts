import { MemorySessionStore, SessionManager } from '@sess/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { devalueSerializer } from '../src/index.js';

type Line = { n: number; at: Date; in: { tags: Set<number> } };
type Entry = [id: string, line: Line];

/** How lines are found in a value, put into it and removed. */
interface Kind<Value> {
  make(entries: readonly Entry[]): Value;
  entries(value: Value): Entry[];
  put(value: Value, id: string, line: Line): void;
  remove(value: Value, id: string): void;
}

const map: Kind<Map<string, Line>> = {
  make: (entries) => new Map(entries),
  entries: (value) => [...value],
  put: (value, id, line) => void value.set(id, line),
  remove: (value, id) => void value.delete(id),
};
const object: Kind<Record<string, Line>> = {
  make: (entries) => Object.fromEntries(entries),
  entries: (value) => Object.entries(value),
  put: (value, id, line) => void (value[id] = line),
  remove: (value, id) => void delete value[id],
};
const placeIn = (list: readonly Entry[], id: string): number => list.findIndex(([name]) => name === id);
const list: Kind<Entry[]> = {
  make: (entries) => [...entries],
  entries: (value) => [...value],
  put(value, id, line) {
    const at = placeIn(value, id);
    if (at < 0) value.unshift([id, line]);
    else value[at] = [id, line];
  },
  remove(value, id) {
    const at = placeIn(value, id);
    if (at >= 0) value.splice(at, 1);
  },
};

function lineIn<Value>(kind: Kind<Value>, value: Value, id: string): Line | undefined {
  return kind.entries(value).find(([name]) => name === id)?.[1];
}

type Change = <Value>(kind: Kind<Value>, value: Value, id: string, n: number) => Value | undefined | void;

const changes = {
  removed: (kind, value, id) => kind.remove(value, id),
  moved(kind, value, id) {
    const line = lineIn(kind, value, id);
    if (!line) return;
    kind.remove(value, id);
    kind.put(value, `moved ${id}`, line);
  },
  tagged: (kind, value, id, n) => void lineIn(kind, value, id)?.in.tags.add(n),
  dated: (kind, value, id, n) => void lineIn(kind, value, id)?.at.setTime(n),
  'copied by hand'(kind, value, id) {
    const line = lineIn(kind, value, id);
    if (line) kind.put(value, id, { ...line });
  },
  'copied as a whole': (kind, value) =>
    kind.make(
      kind.entries(value).map(
        ([
          id,
          {
            n,
            at,
            in: { tags },
          },
        ]) => [id, { n, at: new Date(at), in: { tags: new Set(tags) } }],
      ),
    ),
  'copied and removed'(kind, value, id) {
    const copy = kind.make(kind.entries(value));
    kind.remove(copy, id);
    return copy;
  },
} satisfies Record<string, Change>;

const actions = ['put', 'put returned', 'set', 'change', 'failing', 'hold', 'look', 'save', 'conflict'] as const;
const edits = ['edit given', 'edit held', 'remove held', 'remove returned'] as const;
const step = fc.record({
  by: fc.constantFrom(...actions, ...edits, 'put', 'put', 'change', 'edit given', 'edit held'),
  change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
  at: fc.nat({ max: 5 }),
  how: fc.constantFrom('n', 'at', 'in'),
});

/** One line as the application has it, and as the model has it. */
interface Pair {
  readonly theirs: Line;
  readonly mine: Line;
}

function edit(pair: Pair, how: 'n' | 'at' | 'in', n: number): void {
  for (const line of [pair.theirs, pair.mine]) {
    if (how === 'n') line.n = n;
    else if (how === 'at') line.at.setTime(n);
    else line.in.tags = new Set([n]);
  }
}

async function compare<Value>(
  kind: Kind<Value>,
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
) {
  const store = new MemorySessionStore();
  const sessions = new SessionManager<{ v: Value; n: number }>({ store, serializer: devalueSerializer });
  const { key } = await sessions.create({ data: { v: kind.make([]), n: 0 } });
  const cookie = `__Host-sid=${key}`;
  const { session, commit } = await sessions.open(cookie);
  let model = kind.make([]);
  let [count, others] = [0, 0];
  let held: { readonly root?: Value; readonly lines: Pair[] } = { lines: [] };
  let given: Pair[] = [];
  let returned: Value | undefined;
  const isIn = ({ mine }: Pair): boolean => kind.entries(model).some(([, line]) => line === mine);
  const run = (make: (value: Value, isModel: boolean) => Value | undefined | void): void => {
    let result: Value | undefined;
    session.update('v', kind.make([]) as never, (draft) => (result = make(draft, false) ?? undefined) as never);
    // Not in the function, which runs again in a conflict.
    returned = result;
    model = make(model, true) ?? model;
  };
  const give = (): Pair & { readonly id: string } => {
    const make = (): Line => ({ n: count, at: new Date(count), in: { tags: new Set() } });
    const pair = { id: `line ${++count % 6}`, theirs: make(), mine: make() };
    given.push(pair);
    return pair;
  };
  for (const { by, change, at, how } of steps) {
    const id = `line ${at}`;
    const n = ++count;
    const last = returned;
    returned = undefined;
    if (by === 'put' || by === 'put returned') {
      const line = give();
      run((value, isModel) => {
        const into = by === 'put' ? value : kind.make(kind.entries(value));
        kind.put(into, line.id, isModel ? line.mine : line.theirs);
        return by === 'put' ? undefined : into;
      });
    } else if (by === 'set') {
      const line = give();
      session.set('v', kind.make([[line.id, line.theirs]]) as never);
      model = kind.make([[line.id, line.mine]]);
      held = { lines: [] };
    } else if (by === 'change') run((value) => changes[change](kind, value, id, n));
    else if (by === 'failing') {
      const fail = (draft: unknown): never => {
        changes[change](kind, draft as Value, id, n);
        throw new RangeError('of the handler');
      };
      expect(() => session.update('v', kind.make([]) as never, fail)).toThrow(RangeError);
    } else if (by === 'hold') {
      const value = session.get('v') as Value;
      const [theirs, mine] = [lineIn(kind, value, id), lineIn(kind, model, id)];
      held = { root: held.root ?? value, lines: theirs && mine ? [...held.lines, { theirs, mine }] : held.lines };
    } else if (by === 'edit given' || by === 'edit held') {
      const pair = (by === 'edit given' ? given : held.lines).at(-1 - at);
      if (pair && isIn(pair)) edit(pair, how, n);
    } else if (by === 'remove held' || by === 'remove returned') {
      const root = by === 'remove held' ? held.root : last;
      if (root) for (const value of [root, model]) kind.remove(value, id);
    } else if (by === 'look') expect(session.get('v')).toEqual(model);
    else if (by === 'save') await session.save();
    else {
      const other = await sessions.open(cookie);
      other.session.set('n', ++others);
      await other.commit({ status: 200 });
      await session.save();
      // The functions of updates may have run again, on other objects.
      given = [];
      held = { lines: [] };
    }
  }
  expect(session.get('v')).toEqual(model);
  await commit({ status: 200 });
  expect((await sessions.read(cookie)).toObject()).toEqual({ v: model, n: others });
}

it.each<[string, Kind<never>]>([
  ['a Map', map as Kind<never>],
  ['an object', object as Kind<never>],
  ['a list', list as Kind<never>],
])('%s of lines with dates and Sets is what it would be without a session', (_name, kind) =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), (steps) => compare(kind, steps)),
    { numRuns: Number(process.env['RUNS'] ?? 400) },
  ),
);
