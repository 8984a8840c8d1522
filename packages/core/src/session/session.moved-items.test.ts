import { expect, it } from 'vitest';
import { jsonSerializer } from '../payload/json-serializer.js';
import type { Serializer } from '../contract/serializer.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import type { Session } from './session.js';

interface Line {
  n: number;
  readonly in: { readonly tags: number[] };
}
interface Box {
  items: Line[];
}
type Visit = Session<{ box: Box }>;

const line = (n: number): Line => ({ n, in: { tags: [] } });

/** What the application does to a list of the lines 1, 2 and 3, and the numbers in it once it has added 10 to each. */
const changes: [name: string, change: (box: Box) => unknown, expected: number[]][] = [
  ['shift', ({ items }) => items.shift(), [12, 13]],
  [
    'reverse',
    ({ items }) => {
      items.reverse();
    },
    [13, 12, 11],
  ],
  [
    'sort',
    ({ items }) => {
      items.sort((a, b) => b.n - a.n);
    },
    [13, 12, 11],
  ],
  ['splice', ({ items }) => items.splice(0, 1, line(8), line(9)), [8, 9, 12, 13]],
  ['unshift', ({ items }) => items.unshift(line(9)), [9, 11, 12, 13]],
  ['push', ({ items }) => items.push(line(9)), [11, 12, 13, 9]],
  ['filter', (box) => (box.items = box.items.filter(({ n }) => n !== 2)), [11, 13]],
  ['an assignment to an index', ({ items }) => (items[0] = line(9)), [9, 12, 13]],
  ['a swap', ({ items }) => ([items[0], items[1]] = [items[1]!, items[0]!]), [12, 11, 13]],
];

/** Where the application does it. Returns the objects of the lines, which it then edits. */
const places: [name: string, run: (session: Visit, change: (box: Box) => unknown) => Line[]][] = [
  [
    'in what get returns, after set',
    (session, change) => {
      const items = [line(1), line(2), line(3)];
      session.set('box', { items });
      change(session.get('box')!);
      return items;
    },
  ],
  [
    'in the update that puts the list in',
    (session, change) => {
      const items = [line(1), line(2), line(3)];
      session.update('box', { items: [] }, (box) => {
        box.items = [...items];
        change(box);
      });
      return items;
    },
  ],
  [
    'in the next update',
    (session, change) => {
      const items = [line(1), line(2), line(3)];
      session.update('box', { items: [] }, (box) => void (box.items = items));
      session.update('box', { items: [] }, (box) => void change(box));
      return items;
    },
  ],
  [
    'in what update returns',
    (session, change) => {
      const items = [line(1), line(2), line(3)];
      change(session.update('box', { items: [] }, (box) => void (box.items = items)));
      return items;
    },
  ],
  [
    'in a draft, after the update',
    (session, change) => {
      const items = [line(1), line(2), line(3)];
      let draft: Box | undefined;
      session.update('box', { items: [] }, (box) => void ((draft = box).items = [...items]));
      change(draft!);
      return items;
    },
  ],
  [
    'in an update, after get',
    (session, change) => {
      session.set('box', { items: [line(1), line(2), line(3)] });
      const items = [...session.get('box')!.items];
      session.update('box', { items: [] }, (box) => void change(box));
      return items;
    },
  ],
];

async function open(serializer: Serializer): Promise<Visit> {
  const sessions = new SessionManager<{ box: Box }>({ store: new MemorySessionStore(), serializer });
  const { key } = await sessions.create({ data: { box: { items: [] } } });
  return (await sessions.open(`__Host-sid=${key}`)).session;
}

const numbers = (session: Visit): number[] => session.get('box')!.items.map(({ n }) => n);
const serializers: [string, Serializer][] = [
  ['JSON', jsonSerializer],
  ['another', { ...jsonSerializer, name: 'another' }],
];

it.each(
  serializers.flatMap(([name, serializer]) =>
    places.flatMap(([place, run]) =>
      changes.map(([what, change, expected]) => ({ name, serializer, place, run, what, change, expected })),
    ),
  ),
)('$what, $place: later edits of each line reach its copy ($name)', async (row) => {
  const session = await open(row.serializer);
  const lines = row.run(session, row.change);
  for (const each of lines) each.n += 10;
  expect(numbers(session)).toEqual(row.expected);
});

it.each(serializers)('an edit of a line that was removed changes no other line (%s)', async (_name, serializer) => {
  const session = await open(serializer);
  const items = [line(1), line(2)];
  session.set('box', { items });
  session.get('box')!.items.shift();
  items[0]!.n = 9;
  expect(numbers(session)).toEqual([2]);
});

it.each<[string, (items: Line[]) => void, number[]]>([
  ['push', (items) => items.push(line(9)), [2, 3, 8, 9]],
  ['unshift', (items) => items.unshift(line(9)), [9, 2, 3, 8]],
  ['pop', (items) => items.pop(), [2, 8]],
  [
    'reverse',
    (items) => {
      items.reverse();
    },
    [3, 8, 2],
  ],
  ['an assignment to an index', (items) => (items[1] = line(9)), [9, 3, 8]],
])(
  '%s on the list of the application keeps what the session has put into its copy, and what it has removed',
  async (_name, change, expected) => {
    const session = await open(jsonSerializer);
    const items = [line(1), line(2), line(3)];
    session.set('box', { items });
    session.update('box', { items: [] }, (box) => {
      box.items.shift();
      box.items.push(line(8));
    });
    change(items);
    expect(numbers(session)).toEqual(expected);
  },
);

it('removing a line from an object of which an update has read and written the copy removes it from that', async () => {
  const session = await open(jsonSerializer);
  const box = { name: '', items: [line(1), line(2)] };
  session.update('box', { items: [] }, (draft) => {
    Object.assign(draft, { inner: box });
    const { inner } = draft as unknown as { inner: typeof box };
    expect(inner.items).toHaveLength(2);
    inner.name = 'of the update';
  });
  box.items.pop();
  expect(session.get('box')).toEqual({ items: [], inner: { name: 'of the update', items: [line(1)] } });
});

it('equal numbers that the application and an update add to a list are two items', async () => {
  const session = await open(jsonSerializer);
  const box = { items: [line(1)], scores: [1] };
  session.set('box', box);
  session.update('box', { items: [] }, (draft) => void (draft as typeof box).scores.push(2));
  box.scores.push(2);
  expect((session.get('box') as typeof box).scores).toEqual([1, 2, 2]);
});
