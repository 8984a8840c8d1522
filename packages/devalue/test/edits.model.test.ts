import { jsonSerializer, MemorySessionStore, SessionManager, type Serializer } from '@sess/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../../test/runs.js';
import { devalueSerializer } from '../src/index.js';
import { changes, edit, type Kind, type Line, lineIn, list, makeLine, map, object } from './lines.js';

const updates = ['put', 'put', 'put', 'put returned', 'change', 'change', 'failing'] as const;
const edits = ['edit given', 'edit given', 'edit held', 'edit held'] as const;
const moves = ['put held', 'remove held', 'remove returned', 'put set', 'remove set', 'turn set'] as const;
const step = fc.record({
  by: fc.constantFrom(...updates, ...edits, ...moves, 'set', 'hold', 'look', 'save', 'conflict'),
  change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
  at: fc.nat({ max: 5 }),
  how: fc.constantFrom('n', 'at', 'in'),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One line as the application has it, and as the model has it. */
interface Pair {
  readonly theirs: Line;
  readonly mine: Line;
}

async function compare<Value>(kind: Kind<Value>, serializer: Serializer, steps: readonly Step[]): Promise<void> {
  const store = new MemorySessionStore();
  const sessions = new SessionManager<{ v: Value; own: number; others: number }>({ store, serializer });
  const { key } = await sessions.create({ data: { v: kind.make([]), own: 0, others: 0 } });
  const cookie = `__Host-sid=${key}`;
  const { session, commit } = await sessions.open(cookie);
  let model = kind.make([]);
  let [count, own, others] = [0, 0, 0];
  let held: { readonly root?: Value; readonly lines: Pair[] } = { lines: [] };
  let given: Pair[] = [];
  const all: Pair[] = [];
  let set: { readonly theirs: Value; readonly mine: Value } | undefined;
  let returned: Value | undefined;
  /** By what the application holds each object that it has edited since the session compared them all. */
  let editedBy = new Map<unknown, string>();
  const look = (): void => {
    editedBy = new Map();
    expect(session.get('v')).toEqual(model);
  };
  /** Of two edits in different places of one object, nobody can tell later which came first. */
  const noteEdit = (part: unknown, by: string): void => {
    if ((editedBy.get(part) ?? by) !== by) look();
    editedBy.set(part, by);
  };
  const ids = (value: Value): string[] => kind.entries(value).map(([id]) => id);
  /** Otherwise the application changes another line than in the model. */
  const isAlikeIn = ({ theirs, mine }: { theirs: Value; mine: Value }, id: string): boolean => {
    const [line, same] = [lineIn(kind, theirs, id), lineIn(kind, mine, id)];
    return line === same || all.some((pair) => pair.theirs === line && pair.mine === same);
  };
  /** Otherwise nobody can tell where a line that is put in belongs. */
  const hasNeighbours = ({ theirs, mine }: { theirs: Value; mine: Value }): boolean =>
    !Array.isArray(theirs) || ids(theirs).some((id) => lineIn(kind, mine, id) && isAlikeIn({ theirs, mine }, id));
  const isIn = ({ mine }: Pair): boolean => kind.entries(model).some(([, line]) => line === mine);
  const run = (make: (value: Value, isModel: boolean) => Value | undefined | void): void => {
    let result: Value | undefined;
    session.update('v', kind.make([]) as never, (draft) => (result = make(draft, false) ?? undefined) as never);
    // Not in the function, which runs again in a conflict.
    returned = result;
    model = make(model, true) ?? model;
  };
  const give = (): Pair & { readonly id: string } => {
    const make = (): Line => makeLine(count, serializer === jsonSerializer);
    const pair = { id: `line ${++count % 6}`, theirs: make(), mine: make() };
    given.push(pair);
    all.push(pair);
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
      const lines = [give(), give(), give()].slice(at % 3);
      set = {
        theirs: kind.make(lines.map((line) => [line.id, line.theirs])),
        mine: kind.make(lines.map((line) => [line.id, line.mine])),
      };
      session.set('v', set.theirs as never);
      model = set.mine;
      held = { lines: [] };
    } else if (by === 'change') run((value) => changes[change](kind, value, id, n));
    else if (by === 'failing') {
      const fail = (draft: unknown): never => {
        changes[change](kind, draft as Value, id, n);
        throw new RangeError('of the handler');
      };
      expect(() => session.update('v', kind.make([]) as never, fail)).toThrow(RangeError);
    } else if (by === 'hold') {
      editedBy = new Map();
      const value = session.get('v') as Value;
      const [theirs, mine] = [lineIn(kind, value, id), lineIn(kind, model, id)];
      held = { root: held.root ?? value, lines: theirs && mine ? [...held.lines, { theirs, mine }] : held.lines };
    } else if (by === 'edit given' || by === 'edit held') {
      const pair = (by === 'edit given' ? given : held.lines).at(-1 - at);
      if (!pair || !isIn(pair)) continue;
      noteEdit(pair.mine, by);
      for (const line of [pair.theirs, pair.mine]) edit(line, how, n);
    } else if (by === 'put held' && held.root) {
      noteEdit(model, by);
      const line = give();
      kind.put(held.root, line.id, line.theirs);
      kind.put(model, line.id, line.mine);
    } else if (by === 'remove held' || by === 'remove returned') {
      const root = by === 'remove held' ? held.root : last;
      if (!root) continue;
      noteEdit(model, by);
      for (const value of [root, model]) kind.remove(value, id);
    } else if (by.endsWith(' set') && set?.mine === model) {
      // Of several moves at once, nobody can tell where they put what the session has put in besides.
      if (Array.isArray(model) && String(ids(model)) !== String(ids(set.theirs))) look();
      noteEdit(model, by);
      if (by === 'remove set') {
        if (isAlikeIn(set, id)) for (const value of [set.theirs, model]) kind.remove(value, id);
      } else if (by === 'put set') {
        const line = give();
        if (!isAlikeIn(set, line.id) || !hasNeighbours(set)) continue;
        kind.put(set.theirs, line.id, line.theirs);
        kind.put(model, line.id, line.mine);
      } else if (Array.isArray(set.theirs) && Array.isArray(model)) {
        // Where the others would be after that, nobody can tell.
        const isSame = String(ids(set.theirs)) === String(ids(model));
        if (!isSame || !ids(model).every((each) => isAlikeIn(set!, each))) continue;
        for (const value of [set.theirs, model]) value.reverse();
      }
    } else if (by === 'look') look();
    else if (by === 'save') await session.save();
    else if (by === 'conflict') {
      const other = await sessions.open(cookie);
      other.session.set('others', ++others);
      await other.commit({ status: 200 });
      // With something to store, or the conflict would come later.
      session.set('own', (own = n));
      await session.save();
      // The functions of updates may have run again, on other objects.
      given = [];
      held = { lines: [] };
      set = undefined;
    }
  }
  look();
  await commit({ status: 200 });
  expect((await sessions.read(cookie)).toObject()).toEqual({ v: model, own, others });
}

it.each<[string, Kind<never>, Serializer]>([
  ['a Map, with dates and Sets', map as Kind<never>, devalueSerializer],
  ['an object, with dates and Sets', object as Kind<never>, devalueSerializer],
  ['a list, with dates and Sets', list as Kind<never>, devalueSerializer],
  ['an object, as JSON', object as Kind<never>, jsonSerializer],
  ['a list, as JSON', list as Kind<never>, jsonSerializer],
])('lines in %s are what they would be without a session', (_name, kind, serializer) =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), (steps) => compare(kind, serializer, steps)),
    { numRuns: runs(400) },
  ),
);
