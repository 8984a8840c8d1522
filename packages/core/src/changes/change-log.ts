import { type Change, isWhole } from './change-replay.js';

type Changes = Map<string, Change[]>;

/**
 * The changes of one request by key: those that an attempt to write already includes, and those since. Nothing here
 * does I/O.
 */
export class ChangeLog {
  #pending: Changes | undefined;
  #inFlight: Changes | undefined;
  /** The keys that survived a `clear`, likewise. `undefined` if nothing was cleared. */
  #kept: ReadonlySet<string> | undefined;
  #keptInFlight: ReadonlySet<string> | undefined;

  /** The changes that the current attempt to write includes. */
  get inFlight(): ReadonlyMap<string, readonly Change[]> {
    return this.#inFlight ?? new Map();
  }

  /** Whether the current attempt to write keeps a key that this request did not change. */
  keeps(key: string): boolean {
    return !this.#keptInFlight || this.#keptInFlight.has(key);
  }

  /** The keys whose values may differ from those in `base`. A key may occur twice. */
  *changedKeys(base: object): Iterable<string> {
    yield* this.#pending?.keys() ?? [];
    yield* this.#inFlight?.keys() ?? [];
    if (this.#keptInFlight ?? this.#kept) yield* Object.keys(base);
  }

  record(key: string, change: Change): void {
    const pending: Changes = (this.#pending ??= new Map());
    const changes = pending.get(key);
    if (changes && !isWhole(change)) changes.push(change);
    else pending.set(key, [change]);
  }

  /** Removes every key that is not in `keep`, with its changes. */
  clear(keep: readonly string[]): void {
    this.#kept = both(this.#kept, new Set(keep));
    for (const changes of [this.#pending, this.#inFlight]) removeAllBut(keep, changes);
  }

  /** The attempt to write that begins now includes all changes so far. */
  beginWrite(): void {
    if (this.#inFlight) {
      for (const [key, changes] of this.#pending ?? []) {
        this.#inFlight.set(key, [...(this.#inFlight.get(key) ?? []), ...changes]);
      }
    } else this.#inFlight = this.#pending;
    this.#keptInFlight = both(this.#keptInFlight, this.#kept);
    this.dropPending();
  }

  /** The attempt to write succeeded. */
  confirmWrite(): void {
    this.#inFlight = undefined;
    this.#keptInFlight = undefined;
  }

  /** Puts one change in the place of all changes of a key, because a conflict was decided against them. */
  decide(key: string, change: Change): void {
    this.#inFlight?.set(key, [change]);
  }

  dropPending(): void {
    this.#pending = undefined;
    this.#kept = undefined;
  }
}

export function removeAllBut(keep: readonly string[], map: Map<string, unknown> | undefined): void {
  for (const key of map?.keys() ?? []) if (!keep.includes(key)) map?.delete(key);
}

function both(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  return a && b ? new Set([...a].filter((key) => b.has(key))) : (a ?? b);
}
