import { SessionError } from '../contract/errors.js';
import { isObject } from '../payload/plain-object.js';
import { ChangeLog, removeAllBut } from './change-log.js';
import { type ConflictDecision, replayChanges } from './change-replay.js';
import { unwrap } from './draft-node.js';
import { TrackedValue } from './tracked-value.js';
import type { UpdateFunction } from './update.js';
import type { ValueCopies } from './value-copies.js';
import { absent, own } from './value-diff.js';

/** The data of a session. Only core holds it, and nothing changes it. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * The data of one session as a request sees it, with what the request did to it.
 *
 * The changes are logged, so that they can be applied again to what another request has stored in between. The
 * application gets copies, and the session keeps copies of the application's objects. Both are compared with the known
 * values when it matters, and edits inside them become changes by path. Only what was touched costs anything.
 */
export class SessionChanges {
  readonly #copies: ValueCopies;
  readonly #log = new ChangeLog();
  #base: Values;
  /**
   * The values as of their last recorded changes. Before the first change, they are those of the base. Only core holds
   * them.
   */
  #known: Map<string, unknown> | undefined;
  /** The values of which the application may hold copies. */
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
    // The same object that was read or set before, perhaps edited in place: its edits are merged, and nothing is
    // replaced.
    if (isObject(given) && this.has(key) && this.#tracked?.get(key)?.isFor(given)) return;
    this.#copies.refuseGiven(key, given);
    this.#tracked?.delete(key);
    if (isObject(given)) this.#track(key).accept(given);
    else {
      this.#values.set(key, given);
      this.#log.record(key, { kind: 'set', value: given });
    }
  }

  delete(key: string): boolean {
    const had = this.#values.delete(key);
    if (had) this.#log.record(key, { kind: 'delete' });
    this.#tracked?.delete(key);
    return had;
  }

  update(key: string, initial: unknown, update: UpdateFunction): unknown {
    requireText(key);
    this.#copies.refuseGiven(key, initial);
    return this.#track(key).update(this.#copies.copy(key, initial), update);
  }

  /** Removes every key that is not in `keep`, including keys that other requests add before this one is stored. */
  clear(keep: readonly string[] = []): void {
    for (const key of keep) this.#tracked?.get(key)?.recordEdits();
    this.#log.clear(keep);
    removeAllBut(keep, this.#values);
    removeAllBut(keep, this.#tracked);
  }

  /** For the application, which may edit what it gets. */
  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.keys().map((key) => [key, this.get(key)]));
  }

  /** Returns a copy for the application. The session ignores edits of it. */
  copy(): Record<string, unknown> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, this.#copies.copyOwn(key, value)]));
  }

  /** The keys with the largest values, and how many characters each value takes. */
  largest(count: number): { readonly key: string; readonly size: number }[] {
    const sizes = [...this.#values].map(([key, value]) => ({ key, size: this.#copies.sizeOf(key, value) }));
    return sizes.toSorted((a, b) => b.size - a.size).slice(0, count);
  }

  /** For storing. */
  snapshot(): Values {
    if (!this.#known) return this.#base;
    for (const tracked of this.#allTracked()) tracked.shareKnown();
    return Object.fromEntries(this.#known);
  }

  /** How the data differs from what is stored. Values are compared: setting an equal value again changes nothing. */
  kind(): 'same' | 'removals' | 'changed' {
    this.#recordAllEdits();
    let kind: 'same' | 'removals' | 'changed' = 'same';
    for (const key of this.#log.changedKeys(this.#base)) {
      const mine = this.#valueOf(key);
      if (this.#copies.isEqual(mine, own(this.#base, key))) continue;
      if (mine !== absent) return 'changed';
      kind = 'removals';
    }
    return kind;
  }

  /**
   * The attempt to write that begins now includes all changes so far.
   *
   * @param isRecorded - No code of the application has run since {@link SessionChanges.kind}.
   */
  beginWrite(isRecorded = false): void {
    if (!isRecorded) this.#recordAllEdits();
    this.#log.beginWrite();
  }

  /** The attempt has stored these values. */
  confirmWrite(base: Values): void {
    this.#base = base;
    this.#log.confirmWrite();
  }

  /** Applies all changes to what another request has stored. */
  rebase(base: Values, decide: ConflictDecision): void {
    this.beginWrite();
    const [before, mine] = [this.#base, this.#values];
    const result = new Map(Object.entries(base));
    for (const key of result.keys()) if (!this.#log.keeps(key)) result.delete(key);
    for (const tracked of this.#allTracked()) tracked.keepReplaced();
    for (const [key, changes] of new Map(this.#log.inFlight)) {
      const sides = {
        base: own(before, key),
        mine: valueOr(mine, key),
        current: own(base, key),
        start: valueOr(result, key),
      };
      // Nothing to merge, which is the rule: the other request has changed other keys.
      const isMoved = !this.#copies.isEqual(sides.base, sides.current);
      const isSame = this.#log.keeps(key) && changes.every(({ kind }) => kind !== 'update');
      if (isMoved && isSame && this.#copies.isEqual(sides.mine, sides.base)) continue;
      const { value, decided } = isMoved
        ? replayChanges(this.#copies, key, changes, sides, decide)
        : { value: sides.mine };
      if (decided) this.#log.decide(key, decided);
      if (value === absent || value === undefined) result.delete(key);
      else result.set(key, value);
    }
    // An update that ran again may have changed the session. The log has that from its first run. What it read is out
    // of date.
    this.#log.dropPending();
    for (const tracked of this.#allTracked()) tracked.keepReplacedAsItIs();
    this.#known = result;
    this.#base = base;
  }

  /** The value as of its last recorded change, or {@link absent}. */
  #valueOf(key: string): unknown {
    if (this.#known) return valueOr(this.#known, key);
    // A number would find the property that a string names, which it would not find in a map.
    return typeof key === 'string' ? own(this.#base, key) : absent;
  }

  #allTracked(): Iterable<TrackedValue> {
    return this.#tracked?.values() ?? [];
  }

  #recordAllEdits(): void {
    for (const tracked of this.#allTracked()) tracked.recordEdits();
  }

  #track(key: string): TrackedValue {
    const all = (this.#tracked ??= new Map<string, TrackedValue>());
    const existing = all.get(key);
    if (existing) return existing;
    const tracked = new TrackedValue(this.#copies, key, {
      known: () => this.#valueOf(key),
      advance: (value, change) => {
        // The function of an update may have set the key itself. The update comes last all the same.
        all.set(key, tracked);
        this.#values.set(key, value);
        if (change) this.#log.record(key, change);
      },
    });
    all.set(key, tracked);
    return tracked;
  }
}

/** A number would be a key of its own here, and the same key as its digits once it is stored. */
function requireText(key: unknown): void {
  if (typeof key !== 'string') throw new SessionError('INVALID_ARGUMENT', 'The keys of a session are strings.');
}

function valueOr(values: ReadonlyMap<string, unknown>, key: string): unknown {
  return values.has(key) ? values.get(key) : absent;
}
