import { SessionError } from './contract/errors.js';
import type { Serializer } from './contract/serializer.js';
import { isObject } from './plain-object.js';
import { absent, applyEdit, diff, type Edit, isEqual } from './value-diff.js';
import { ValueTexts } from './value-texts.js';

/** One change of one key, in a form that can be applied again to a newer value. */
type Change =
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly initial: string; readonly run: (draft: unknown) => unknown }
  | { readonly kind: 'merge'; readonly edits: readonly Edit[] };

/** What is known when two requests changed one key. `undefined`: not there. */
export interface ConflictingValues<Value = unknown> {
  /** What this request had loaded. */
  readonly base: Value | undefined;
  /** What another request has stored since. */
  readonly current: Value | undefined;
  /** What this request would store. */
  readonly mine: Value | undefined;
}

/**
 * Answers with the value to keep; `undefined` removes the key. `broken`: `mine` is the whole value as this request has it,
 * because its changes inside have no place in `current` any more.
 */
export type ConflictDecision = (key: string, values: ConflictingValues, broken: boolean) => unknown;

export type Values = Map<string, unknown>;

/**
 * The data of one session as a request sees it, with what the request did to it.
 *
 * The changes are kept beside the values, so that they can be applied once more to what another request stored in between.
 * Values that were handed out are watched: a change inside one becomes edits by path.
 */
export class SessionChanges {
  readonly #texts: ValueTexts;
  /** A fresh copy of what is stored: the other side of every comparison. */
  #stored: () => Values;
  #values: Values;
  /** Changes since the last attempt to store, and those which that attempt carries. */
  #pending = new Map<string, Change[]>();
  #inFlight = new Map<string, Change[]>();
  /** The keys that survived a `clear`, likewise; `undefined`: nothing was cleared. */
  #kept: ReadonlySet<string> | undefined;
  #keptInFlight: ReadonlySet<string> | undefined;
  readonly #lent = new Set<string>();
  /** The serialized form of values as of their last recorded change. */
  readonly #known = new Map<string, string>();

  /** @param loaded - One such copy: the values that the application will see and change. */
  constructor(serializer: Serializer, stored: () => Values, loaded: Values) {
    this.#texts = new ValueTexts(serializer);
    this.#stored = stored;
    this.#values = loaded;
  }

  get size(): number {
    return this.#values.size;
  }

  keys(): string[] {
    return [...this.#values.keys()];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string): unknown {
    const value = this.#values.get(key);
    if (isObject(value)) this.#lent.add(key);
    return value;
  }

  set(key: string, value: unknown): void {
    if (typeof key !== 'string') throw new SessionError('INVALID_ARGUMENT', 'The keys of a session are strings.');
    if (isObject(value)) this.#lent.add(key);
    // The very object that was read, perhaps changed in place: its edits merge, the whole does not replace.
    if (isObject(value) && value === this.#values.get(key)) return;
    const text = this.#texts.of(key, value);
    this.#record(key, { kind: 'set', text });
    this.#store(key, value, text);
  }

  delete(key: string): boolean {
    const had = this.#values.delete(key);
    if (had) this.#record(key, { kind: 'delete' });
    this.#known.delete(key);
    return had;
  }

  update(key: string, initial: unknown, run: (draft: unknown) => unknown): unknown {
    this.#seal(key);
    const initialText = this.#texts.of(key, initial);
    const text = this.#values.has(key) ? this.#texts.of(key, this.#values.get(key)) : initialText;
    const value = this.#texts.draft(key, text, run);
    const after = this.#texts.of(key, value);
    this.#record(key, { kind: 'update', initial: initialText, run });
    this.#store(key, value, after);
    return value;
  }

  /** Removes every key but those in `keep`, also keys that other requests add meanwhile. */
  clear(keep: readonly string[] = []): void {
    for (const key of keep) this.#seal(key);
    this.#kept = both(this.#kept, new Set(keep));
    for (const map of [this.#values, this.#pending, this.#inFlight]) {
      for (const key of map.keys()) if (!keep.includes(key)) map.delete(key);
    }
  }

  toObject(): Record<string, unknown> {
    for (const [key, value] of this.#values) if (isObject(value)) this.#lent.add(key);
    return Object.fromEntries(this.#values);
  }

  /** What differs from what is stored, by value: an equal value set anew is no change. */
  outcome(): 'same' | 'removals' | 'changed' {
    for (const key of this.#lent) this.#seal(key);
    const touched = new Set([...this.#pending.keys(), ...this.#inFlight.keys()]);
    const kept = both(this.#keptInFlight, this.#kept);
    if (touched.size === 0 && !kept) return 'same';
    const stored = this.#stored();
    if (kept) for (const key of stored.keys()) touched.add(key);
    let outcome: 'same' | 'removals' | 'changed' = 'same';
    for (const key of touched) {
      const mine = this.#values.has(key) ? this.#values.get(key) : absent;
      if (this.#equal(mine, stored.has(key) ? stored.get(key) : absent)) continue;
      if (mine !== absent) return 'changed';
      outcome = 'removals';
    }
    return outcome;
  }

  /** The changes so far now belong to an attempt to store them; later ones wait for the next. */
  send(): void {
    for (const [key, changes] of this.#pending) this.#inFlight.set(key, [...(this.#inFlight.get(key) ?? []), ...changes]);
    this.#pending.clear();
    this.#keptInFlight = both(this.#keptInFlight, this.#kept);
    this.#kept = undefined;
  }

  /** The attempt succeeded: `stored` gives fresh copies of what stands there now. */
  settle(stored: () => Values): void {
    this.#stored = stored;
    this.#inFlight.clear();
    this.#known.clear();
    this.#keptInFlight = undefined;
  }

  /** Applies all changes to what another request has stored. */
  rebase(stored: () => Values, decide: ConflictDecision): void {
    for (const key of this.#lent) this.#seal(key);
    this.send();
    const base = this.#stored();
    const current = stored();
    const result = stored();
    const kept = this.#keptInFlight;
    if (kept) for (const key of result.keys()) if (!kept.has(key)) result.delete(key);
    for (const [key, changes] of this.#inFlight) {
      const mine = this.#valueOr(this.#values, key);
      if (this.#equal(mine, this.#valueOr(base, key)) && changes.every(({ kind }) => kind !== 'update')) continue;
      const value = this.#replay(key, changes, { base, current, result, mine }, decide);
      if (value === absent || value === undefined) result.delete(key);
      else result.set(key, value);
    }
    this.#values = result;
    this.#stored = stored;
    this.#known.clear();
    this.#lent.clear();
  }

  #replay(
    key: string,
    changes: readonly Change[],
    sides: { base: Values; current: Values; result: Values; mine: unknown },
    decide: ConflictDecision,
  ): unknown {
    const base = this.#valueOr(sides.base, key);
    const current = this.#valueOr(sides.current, key);
    const moved = !this.#equal(base, current);
    const root = { value: this.#valueOr(sides.result, key) };
    let contested = false;
    let broken = false;
    for (const change of changes) {
      if (change.kind === 'update') {
        root.value = this.#texts.draft(key, root.value === absent ? change.initial : this.#texts.of(key, root.value), change.run);
      } else if (change.kind === 'merge') {
        const results = change.edits.map((edit) => applyEdit(root, edit, this.#texts.same));
        if (!moved) continue;
        contested ||= results.some((result) => result !== 'clean');
        broken ||= results.includes('broken');
        if (broken) root.value = sides.mine;
      } else {
        contested ||= moved;
        broken = false;
        root.value = change.kind === 'set' ? this.#texts.parse(key, change.text) : absent;
      }
    }
    if (!contested || this.#equal(root.value, current)) return root.value;
    const plain = (value: unknown): unknown => (value === absent ? undefined : value);
    return decide(key, { base: plain(base), current: plain(current), mine: plain(root.value) }, broken);
  }

  /** Turns what happened inside a value that was handed out into recorded edits. */
  #seal(key: string): void {
    const value = this.#values.get(key);
    if (!this.#lent.has(key) || !isObject(value)) return;
    const text = this.#texts.of(key, value);
    const known = this.#known.get(key);
    if (known === text) return;
    const before = known === undefined ? this.#valueOr(this.#stored(), key) : this.#texts.parse(key, known);
    const edits = diff(before, this.#texts.parse(key, text), this.#texts.same);
    if (edits.length > 0) this.#record(key, { kind: 'merge', edits });
    this.#known.set(key, text);
  }

  #record(key: string, change: Change): void {
    const changes = this.#pending.get(key);
    // Nothing that came before a whole new value matters any more.
    if (changes && change.kind !== 'set' && change.kind !== 'delete') changes.push(change);
    else this.#pending.set(key, [change]);
  }

  #store(key: string, value: unknown, text: string): void {
    this.#values.set(key, value);
    this.#known.set(key, text);
  }

  #valueOr(values: Values, key: string): unknown {
    return values.has(key) ? values.get(key) : absent;
  }

  #equal(a: unknown, b: unknown): boolean {
    return isEqual(a, b, this.#texts.same);
  }
}

function both(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  return a && b ? new Set([...a].filter((key) => b.has(key))) : (a ?? b);
}
