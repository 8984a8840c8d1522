import { applyMerge, type Change, type ConflictDecision, isWhole, replayChanges } from './change-replay.js';
import { SessionError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { isObject } from './plain-object.js';
import { absent, isEqual } from './value-diff.js';
import { ValueTexts } from './value-texts.js';

export type Values = Map<string, unknown>;

/**
 * The data of one session as a request sees it, with what the request did to it.
 *
 * The changes are kept beside the values, so that they can be applied once more to what another request stored in between.
 * Values that were handed out are watched: a change inside one becomes edits by path.
 */
export class SessionChanges {
  readonly #texts: ValueTexts;
  /** A fresh copy of what is stored. */
  #stored: () => Values;
  /** One such copy that nobody else holds: the other side of every comparison. */
  #base: Values | undefined;
  #values: Values;
  /** Changes since the last attempt to store, and those which that attempt carries. */
  #pending = new Map<string, Change[]>();
  #inFlight = new Map<string, Change[]>();
  /** The keys that survived a `clear`, likewise; `undefined`: nothing was cleared. */
  #kept: ReadonlySet<string> | undefined;
  #keptInFlight: ReadonlySet<string> | undefined;
  readonly #lent = new Set<string>();
  /** What the application may still hold of a value that has been replaced here, with its text as of its last recorded change. */
  readonly #strays = new Map<string, { readonly value: object; text: string }[]>();
  /** The serialized form of values as of their last recorded change; what has none is as it is stored. */
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
    // The very object that was read, perhaps changed in place: its edits merge, the whole does not replace.
    if (isObject(value) && value === this.#values.get(key)) return void this.#lent.add(key);
    const text = this.#texts.of(key, value);
    this.#record(key, { kind: 'set', text });
    this.#store(key, value, text);
    this.#strays.delete(key);
  }

  delete(key: string): boolean {
    const had = this.#values.delete(key);
    if (had) this.#record(key, { kind: 'delete' });
    this.#known.delete(key);
    this.#strays.delete(key);
    return had;
  }

  update(key: string, initial: unknown, run: (draft: unknown) => unknown): unknown {
    this.#seal(key);
    const initialText = this.#texts.of(key, initial);
    const text = this.#values.has(key) ? this.#texts.of(key, this.#values.get(key)) : initialText;
    const value = this.#texts.draft(key, text, run);
    const after = this.#texts.of(key, value);
    this.#record(key, { kind: 'update', initial: initialText, run });
    this.#leaveBehind(key, text);
    this.#store(key, value, after);
    return value;
  }

  /** Removes every key but those in `keep`, also keys that other requests add meanwhile. */
  clear(keep: readonly string[] = []): void {
    for (const key of keep) this.#seal(key);
    this.#kept = both(this.#kept, new Set(keep));
    for (const map of [this.#values, this.#pending, this.#inFlight, this.#known, this.#strays]) {
      for (const key of map.keys()) if (!keep.includes(key)) map.delete(key);
    }
  }

  /** For the application, which may change what it is given. */
  toObject(): Record<string, unknown> {
    for (const [key, value] of this.#values) if (isObject(value)) this.#lent.add(key);
    return this.snapshot();
  }

  /** For storing. */
  snapshot(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  /** What differs from what is stored, by value: an equal value set anew is no change. */
  outcome(): 'same' | 'removals' | 'changed' {
    this.#sealAll();
    const touched = new Set([...this.#pending.keys(), ...this.#inFlight.keys()]);
    const kept = both(this.#keptInFlight, this.#kept);
    if (touched.size === 0 && !kept) return 'same';
    const stored = this.#baseline();
    if (kept) for (const key of stored.keys()) touched.add(key);
    let outcome: 'same' | 'removals' | 'changed' = 'same';
    for (const key of touched) {
      const mine = valueOr(this.#values, key);
      if (this.#equal(mine, valueOr(stored, key))) continue;
      if (mine !== absent) return 'changed';
      outcome = 'removals';
    }
    return outcome;
  }

  /** The changes so far now belong to an attempt to store them; later ones wait for the next. */
  send(): void {
    this.#sealAll();
    for (const [key, changes] of this.#pending)
      this.#inFlight.set(key, [...(this.#inFlight.get(key) ?? []), ...changes]);
    this.#pending.clear();
    this.#keptInFlight = both(this.#keptInFlight, this.#kept);
    this.#kept = undefined;
  }

  /** The attempt succeeded: `stored` gives fresh copies of what stands there now. */
  settle(stored: () => Values): void {
    this.#stored = stored;
    this.#base = undefined;
    this.#inFlight.clear();
    // What was changed during the attempt stays known as it is, or the change would be found a second time.
    for (const key of this.#known.keys()) if (!this.#pending.has(key)) this.#known.delete(key);
    this.#keptInFlight = undefined;
  }

  /** Applies all changes to what another request has stored. */
  rebase(stored: () => Values, decide: ConflictDecision): void {
    this.send();
    const sides = { base: this.#baseline(), current: stored(), result: stored() };
    const kept = this.#keptInFlight;
    const isKept = (key: string): boolean => !kept || kept.has(key);
    for (const key of sides.result.keys()) if (!isKept(key)) sides.result.delete(key);
    for (const key of this.#lent) this.#leaveBehind(key, this.#known.get(key));
    this.#known.clear();
    for (const [key, changes] of this.#inFlight) {
      const mine = valueOr(this.#values, key);
      const base = valueOr(sides.base, key);
      if (this.#equal(mine, base) && isKept(key) && changes.every(({ kind }) => kind !== 'update')) continue;
      const values = { base, mine, current: valueOr(sides.current, key), start: valueOr(sides.result, key) };
      const { value, decided } = replayChanges(this.#texts, key, changes, values, decide);
      if (decided) this.#inFlight.set(key, [decided]);
      if (value === absent || value === undefined) sides.result.delete(key);
      else sides.result.set(key, value);
      // From here on, only what changes in it is new.
      if (isObject(value)) this.#known.set(key, this.#texts.of(key, value));
    }
    this.#values = sides.result;
    this.#base = sides.current;
    this.#stored = stored;
  }

  #sealAll(): void {
    for (const key of new Set([...this.#lent, ...this.#strays.keys()])) this.#seal(key);
  }

  /** Turns what happened inside values that were handed out into recorded changes. */
  #seal(key: string): void {
    const value = this.#values.get(key);
    if (this.#lent.has(key) && isObject(value)) {
      const to = this.#texts.of(key, value);
      const from = this.#known.get(key) ?? this.#texts.of(key, this.#baseline().get(key));
      if (from !== to) this.#record(key, { kind: 'merge', from, to });
      this.#known.set(key, to);
    }
    for (const stray of this.#strays.get(key) ?? []) {
      const to = this.#texts.of(key, stray.value);
      if (to !== stray.text) this.#takeIn(key, stray.text, to);
      stray.text = to;
    }
  }

  /**
   * Applies a change of a stray to the value that stands here now, as if it had been made there. What has no place there, because
   * the application removed it there, is dropped; where the key itself has gone, the stray is the value again.
   */
  #takeIn(key: string, from: string, to: string): void {
    const value = valueOr(this.#values, key);
    const root = { value: value === absent ? this.#texts.parse(key, to) : this.#texts.copy(key, value) };
    if (value !== absent) applyMerge(this.#texts, key, root, { from, to });
    const after = this.#texts.of(key, root.value);
    if (value === absent) this.#record(key, { kind: 'set', text: after });
    else this.#record(key, { kind: 'merge', from: this.#texts.of(key, value), to: after });
    this.#leaveBehind(key, this.#known.get(key));
    this.#store(key, root.value, after);
  }

  #leaveBehind(key: string, text: string | undefined): void {
    const value = this.#values.get(key);
    if (!this.#lent.delete(key) || !isObject(value)) return;
    this.#strays.set(key, [...(this.#strays.get(key) ?? []), { value, text: text ?? this.#texts.of(key, value) }]);
  }

  #baseline(): Values {
    return (this.#base ??= this.#stored());
  }

  #record(key: string, change: Change): void {
    const changes = this.#pending.get(key);
    if (changes && !isWhole(change)) changes.push(change);
    else this.#pending.set(key, [change]);
  }

  #store(key: string, value: unknown, text: string): void {
    this.#values.set(key, value);
    this.#known.set(key, text);
    if (isObject(value)) this.#lent.add(key);
  }

  #equal(a: unknown, b: unknown): boolean {
    return isEqual(a, b, this.#texts.same);
  }
}

function valueOr(values: Values, key: string): unknown {
  return values.has(key) ? values.get(key) : absent;
}

function both(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  return a && b ? new Set([...a].filter((key) => b.has(key))) : (a ?? b);
}
