import { type Change, type ConflictDecision, isWhole, replayChanges } from './change-replay.js';
import { SessionError } from '../contract/errors.js';
import { unwrap } from './draft-node.js';
import { isObject } from '../payload/plain-object.js';
import { TrackedValue } from './tracked-value.js';
import type { UpdateFunction } from './update.js';
import type { ValueCopies } from './value-copies.js';
import { absent, own } from './value-diff.js';

/** The data of a session. Only core holds it, and nobody changes it. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * The data of one session as a request sees it, with what the request did to it.
 *
 * The changes are kept beside the values, so that they can be applied once more to what another request stored in between. What is
 * handed out is a copy, and so is what is kept of the application's objects: both are compared with what is known of them when it
 * matters, and what has changed inside becomes edits by path. Nothing costs more than what was touched.
 */
export class SessionChanges {
  readonly #copies: ValueCopies;
  #base: Values;
  /** The values as of their last recorded changes; until something changes, they are those of the base. Only core holds them. */
  #known: Map<string, unknown> | undefined;
  /** Changes since the last attempt to store, and those which that attempt carries. */
  #pending: Map<string, Change[]> | undefined;
  #inFlight: Map<string, Change[]> | undefined;
  /** The keys that survived a `clear`, likewise; `undefined`: nothing was cleared. */
  #kept: ReadonlySet<string> | undefined;
  #keptInFlight: ReadonlySet<string> | undefined;
  /** What the application may hold of each value. */
  #tracked: Map<string, TrackedValue> | undefined;

  constructor(copies: ValueCopies, base: Values) {
    this.#copies = copies;
    this.#base = base;
  }

  get #values(): Map<string, unknown> {
    return (this.#known ??= new Map(Object.entries(this.#base)));
  }

  get size(): number {
    return this.#known ? this.#known.size : Object.keys(this.#base).length;
  }

  keys(): string[] {
    return this.#known ? [...this.#known.keys()] : Object.keys(this.#base);
  }

  has(key: string): boolean {
    return this.#valueOf(key) !== absent;
  }

  get(key: string): unknown {
    const tracked = this.#tracked?.get(key);
    if (tracked) return tracked.handOut();
    const value = this.#valueOf(key);
    if (isObject(value)) return this.#track(key).handOut();
    return value === absent ? undefined : value;
  }

  set(key: string, value: unknown): void {
    requireText(key);
    const given = unwrap(value);
    // The very object that was read or set before, perhaps changed in place: its edits merge, the whole does not replace.
    if (isObject(given) && this.has(key) && this.#tracked?.get(key)?.isFor(given)) return;
    this.#copies.refuseGiven(key, given);
    this.#tracked?.delete(key);
    if (isObject(given)) this.#track(key).accept(given);
    else this.#set(key, given);
  }

  delete(key: string): boolean {
    const had = this.#values.delete(key);
    if (had) this.#record(key, { kind: 'delete' });
    this.#tracked?.delete(key);
    return had;
  }

  update(key: string, initial: unknown, update: UpdateFunction): unknown {
    requireText(key);
    this.#copies.refuseGiven(key, initial);
    return this.#track(key).update(this.#copies.copy(key, initial), update);
  }

  /** Removes every key but those in `keep`, also keys that other requests add meanwhile. */
  clear(keep: readonly string[] = []): void {
    for (const key of keep) this.#tracked?.get(key)?.record();
    this.#kept = both(this.#kept, new Set(keep));
    for (const map of [this.#values, this.#pending, this.#inFlight, this.#tracked]) {
      for (const key of map?.keys() ?? []) if (!keep.includes(key)) map?.delete(key);
    }
  }

  /** For the application, which may change what it is given. */
  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.keys().map((key) => [key, this.get(key)]));
  }

  /** For the application to look at; what it changes there is of no consequence. */
  copy(): Record<string, unknown> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, this.#copies.copyOwn(key, value)]));
  }

  /** The keys whose values take the most room, with how many characters that is. */
  largest(count: number): { readonly key: string; readonly size: number }[] {
    const sizes = [...this.#values].map(([key, value]) => ({ key, size: this.#copies.sizeOf(key, value) }));
    return sizes.toSorted((a, b) => b.size - a.size).slice(0, count);
  }

  /** For storing. */
  snapshot(): Values {
    if (!this.#known) return this.#base;
    for (const tracked of this.#tracked?.values() ?? []) tracked.shareKnown();
    return Object.fromEntries(this.#known);
  }

  /** What differs from what is stored, by value: an equal value set anew is no change. */
  outcome(): 'same' | 'removals' | 'changed' {
    this.#recordAll();
    const isCleared = this.#keptInFlight !== undefined || this.#kept !== undefined;
    const touched = [this.#pending?.keys(), this.#inFlight?.keys(), isCleared ? Object.keys(this.#base) : undefined];
    let outcome: 'same' | 'removals' | 'changed' = 'same';
    for (const keys of touched) {
      for (const key of keys ?? []) {
        const mine = this.#valueOf(key);
        if (this.#copies.isEqual(mine, own(this.#base, key))) continue;
        if (mine !== absent) return 'changed';
        outcome = 'removals';
      }
    }
    return outcome;
  }

  /**
   * The changes so far now belong to an attempt to store them; later ones wait for the next.
   *
   * @param isRecorded - Nothing of the application's has run since they were looked for.
   */
  send(isRecorded = false): void {
    if (!isRecorded) this.#recordAll();
    if (this.#inFlight) {
      for (const [key, changes] of this.#pending ?? []) {
        this.#inFlight.set(key, [...(this.#inFlight.get(key) ?? []), ...changes]);
      }
    } else this.#inFlight = this.#pending;
    this.#pending = undefined;
    this.#keptInFlight = both(this.#keptInFlight, this.#kept);
    this.#kept = undefined;
  }

  /** The attempt succeeded, and this is what is stored now. */
  settle(base: Values): void {
    this.#base = base;
    this.#inFlight = undefined;
    this.#keptInFlight = undefined;
  }

  /** Applies all changes to what another request has stored. */
  rebase(base: Values, decide: ConflictDecision): void {
    this.send();
    const [before, mine] = [this.#base, this.#values];
    const result = new Map(Object.entries(base));
    const kept = this.#keptInFlight;
    const isKept = (key: string): boolean => !kept || kept.has(key);
    for (const key of result.keys()) if (!isKept(key)) result.delete(key);
    for (const tracked of this.#tracked?.values() ?? []) tracked.leaveBehind();
    for (const [key, changes] of new Map(this.#inFlight)) {
      const sides = {
        base: own(before, key),
        mine: valueOr(mine, key),
        current: own(base, key),
        start: valueOr(result, key),
      };
      const isSame = isKept(key) && changes.every(({ kind }) => kind !== 'update');
      if (isSame && this.#copies.isEqual(sides.mine, sides.base)) continue;
      const { value, decided } = replayChanges(this.#copies, key, changes, sides, decide);
      if (decided) this.#inFlight?.set(key, [decided]);
      if (value === absent || value === undefined) result.delete(key);
      else result.set(key, value);
    }
    // What a function has done to the session while it ran again was recorded when it ran first; what it has read is of the old state.
    this.#pending = undefined;
    this.#kept = undefined;
    for (const tracked of this.#tracked?.values() ?? []) tracked.leaveBehindAsItIs();
    this.#known = result;
    this.#base = base;
  }

  /** As of its last recorded change; {@link absent} where there is none. */
  #valueOf(key: string): unknown {
    if (this.#known) return valueOr(this.#known, key);
    // A number would find its text, as it does in no map.
    return typeof key === 'string' ? own(this.#base, key) : absent;
  }

  #recordAll(): void {
    for (const tracked of this.#tracked?.values() ?? []) tracked.record();
  }

  #track(key: string): TrackedValue {
    const all = (this.#tracked ??= new Map<string, TrackedValue>());
    const known = all.get(key);
    if (known) return known;
    const tracked = new TrackedValue(this.#copies, key, {
      known: () => this.#valueOf(key),
      advance: (value, change) => {
        // An update that set the key in its function comes last all the same.
        all.set(key, tracked);
        this.#values.set(key, value);
        if (change) this.#record(key, change);
      },
    });
    all.set(key, tracked);
    return tracked;
  }

  #set(key: string, value: unknown): void {
    this.#values.set(key, value);
    this.#record(key, { kind: 'set', value });
  }

  #record(key: string, change: Change): void {
    const pending = (this.#pending ??= new Map<string, Change[]>());
    const changes = pending.get(key);
    if (changes && !isWhole(change)) changes.push(change);
    else pending.set(key, [change]);
  }
}

/** A number would be another key here, and the same one once it is stored. */
function requireText(key: unknown): void {
  if (typeof key !== 'string') throw new SessionError('INVALID_ARGUMENT', 'The keys of a session are strings.');
}

function valueOr(values: ReadonlyMap<string, unknown>, key: string): unknown {
  return values.has(key) ? values.get(key) : absent;
}

function both(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  return a && b ? new Set([...a].filter((key) => b.has(key))) : (a ?? b);
}
