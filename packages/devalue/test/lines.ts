/** A part of a value, with a Date and a Set in it or, for JSON, with what JSON has in their place. */
export interface Line {
  n: number;
  at: Date | { time: number };
  in: { tags: Set<number> | number[] };
}

export type Entry = [id: string, line: Line];

/** How lines are found in a value, put into it and removed. */
export interface Kind<Value> {
  make(entries: readonly Entry[]): Value;
  entries(value: Value): Entry[];
  put(value: Value, id: string, line: Line): void;
  remove(value: Value, id: string): void;
}

export const map: Kind<Map<string, Line>> = {
  make: (entries) => new Map(entries),
  entries: (value) => [...value],
  put: (value, id, line) => void value.set(id, line),
  remove: (value, id) => void value.delete(id),
};

export const object: Kind<Record<string, Line>> = {
  make: (entries) => Object.fromEntries(entries),
  entries: (value) => Object.entries(value),
  put: (value, id, line) => void (value[id] = line),
  remove: (value, id) => void delete value[id],
};

const placeIn = (list: readonly Entry[], id: string): number => list.findIndex(([name]) => name === id);

export const list: Kind<Entry[]> = {
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

export function lineIn<Value>(kind: Kind<Value>, value: Value, id: string): Line | undefined {
  return kind.entries(value).find(([name]) => name === id)?.[1];
}

export function makeLine(n: number, isJson: boolean): Line {
  if (isJson) return { n, at: { time: n }, in: { tags: [] } };
  return { n, at: new Date(n), in: { tags: new Set() } };
}

function tag({ in: { tags } }: Line, n: number): void {
  if (tags instanceof Set) tags.add(n);
  else tags.push(n);
}

function date({ at }: Line, n: number): void {
  if (at instanceof Date) at.setTime(n);
  else at.time = n;
}

export function edit(line: Line, how: 'n' | 'at' | 'in', n: number): void {
  if (how === 'n') line.n = n;
  else if (how === 'at') date(line, n);
  else line.in.tags = line.in.tags instanceof Set ? new Set([n]) : [n];
}

function copyOf({ n, at, in: { tags } }: Line): Line {
  return {
    n,
    at: at instanceof Date ? new Date(at) : { ...at },
    in: { tags: tags instanceof Set ? new Set(tags) : [...tags] },
  };
}

type Change = <Value>(kind: Kind<Value>, value: Value, id: string, n: number) => Value | undefined | void;

/** What the function of an update may do to a value and to a line in it. */
export const changes = {
  removed: (kind, value, id) => kind.remove(value, id),
  moved(kind, value, id) {
    const line = lineIn(kind, value, id);
    if (!line) return;
    kind.remove(value, id);
    kind.put(value, `moved ${id}`, line);
  },
  tagged(kind, value, id, n) {
    const line = lineIn(kind, value, id);
    if (line) tag(line, n);
  },
  dated(kind, value, id, n) {
    const line = lineIn(kind, value, id);
    if (line) date(line, n);
  },
  'copied by hand'(kind, value, id) {
    const line = lineIn(kind, value, id);
    if (line) kind.put(value, id, { ...line });
  },
  'copied as a whole': (kind, value) => kind.make(kind.entries(value).map(([id, line]) => [id, copyOf(line)])),
  'copied and removed'(kind, value, id) {
    const copy = kind.make(kind.entries(value));
    kind.remove(copy, id);
    return copy;
  },
} satisfies Record<string, Change>;
