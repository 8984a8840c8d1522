import { Allowance } from './allowance.js';
import { viewTags } from './built-ins.js';
import { CycleSearch, maxDepth } from './cycle-search.js';
import { nameIn, type RegisteredClasses } from './registered-classes.js';
import { fromStoredText } from './stored-text.js';

/** What devalue writes for undefined, NaN, Infinity, -Infinity and -0. Holes (-2, -7) are never written. */
const sentinels: ReadonlySet<unknown> = new Set([-1, -3, -4, -5, -6]);

/** A stored value that this serializer does not write. The message quotes nothing of it. */
class Mismatch extends Error {}

function check(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Mismatch(reason);
}

/**
 * Returns why the serializer of these classes cannot have written a table of values, or `undefined` if it can.
 *
 * devalue writes a value as a table. Each part gets the next place when it is visited first, and containers refer to
 * their parts by place. This check visits the table in the same order, so the table has to be in the only order that
 * can have been written: no reference to a later place, no place left over, no primitive in two places. An attacker who
 * writes a table can therefore only make another value that the application could have stored. Only values that are
 * stored as texts are made here, to compare them.
 */
export function findMismatch(table: unknown, classes: RegisteredClasses): string | undefined {
  try {
    if (typeof table === 'number') check(sentinels.has(table), 'a number that is not the code of a value');
    else new StoredForm(table, classes).check();
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  }
}

class StoredForm {
  readonly #table: readonly unknown[];
  readonly #classes: RegisteredClasses;
  readonly #primitives = new Set<unknown>();
  /** Places of the arrays around the results of `toPlain`, to which nothing else may refer. */
  readonly #wrappers = new Set<number>();
  readonly #cycles = new CycleSearch<number>();
  readonly #allowance = new Allowance<unknown>();
  #next = 0;

  constructor(table: unknown, classes: RegisteredClasses) {
    check(Array.isArray(table), 'not a table of values');
    this.#table = table;
    this.#classes = classes;
  }

  check(): void {
    this.#refer(0);
    check(this.#next === this.#table.length, 'values that nothing refers to');
  }

  #refer(reference: unknown): void {
    if (sentinels.has(reference)) return check(this.#next > 0, 'a number that is not the code of a value');
    if (typeof reference === 'number' && Number.isInteger(reference) && reference >= 0 && reference < this.#next) {
      check(!this.#wrappers.has(reference), 'a reference to the inside of an instance');
      check(!this.#cycles.has(reference) || this.#cycles.refer(reference), 'a cycle through an instance');
      return;
    }
    this.#visit(this.#take(reference), reference as number);
  }

  /** Returns the value at a place that is referred to for the first time, which has to be the next place. */
  #take(reference: unknown): unknown {
    check(reference === this.#next && this.#next < this.#table.length, 'a reference to the wrong place');
    return this.#table[this.#next++];
  }

  #visit(value: unknown, place: number): void {
    if (typeof value !== 'object' || value === null) return this.#visitPrimitive(value);
    const [tag] = Array.isArray(value) ? (value as unknown[]) : [];
    if (tag === 'BigInt') return this.#visitBigInt(value as unknown[]);
    check(this.#cycles.depth < maxDepth, 'containers nested too deep');
    const name = typeof tag === 'string' ? nameIn(tag) : undefined;
    this.#cycles.enter(place, name !== undefined);
    if (name !== undefined) this.#visitInstance(value as unknown[], name);
    else if (typeof tag === 'string') this.#visitTagged(tag, (value as unknown[]).slice(1));
    else if (Array.isArray(value)) for (const item of value) this.#refer(item);
    else this.#visitProperties(Object.keys(value), Object.values(value));
    check(this.#cycles.leave(), 'an instance within a cycle');
  }

  #visitPrimitive(value: unknown): void {
    check(!this.#primitives.has(value), 'a primitive in two places');
    this.#primitives.add(value);
  }

  #visitBigInt([, digits, ...rest]: readonly unknown[]): void {
    check(typeof digits === 'string' && /^(?:0|-?[1-9]\d*)$/.test(digits) && rest.length === 0, 'an invalid bigint');
    this.#visitPrimitive(BigInt(digits));
  }

  #visitInstance([tag, reference, ...rest]: readonly unknown[], name: string): void {
    const isRegistered = this.#classes.ofTag(String(tag)) !== undefined;
    check(isRegistered, `an instance of the class "${name}", which is not registered`);
    check(rest.length === 0, 'an invalid instance');
    const wrapper = this.#take(reference);
    check(Array.isArray(wrapper) && wrapper.length === 1 && typeof wrapper[0] === 'number', 'an invalid instance');
    this.#wrappers.add(reference as number);
    this.#refer(wrapper[0]);
  }

  #visitTagged(tag: string, parts: readonly unknown[]): void {
    const [first, second] = parts;
    if (tag === 'Set') return this.#visitMembers(parts, parts);
    if (tag === 'Map') {
      check(parts.length % 2 === 0, 'a key without a value');
      const keys = parts.filter((_, place) => place % 2 === 0);
      return this.#visitMembers(keys, parts);
    }
    if (tag === 'null') return this.#visitWithoutPrototype(parts);
    if (tag === 'RegExp') {
      check(typeof first === 'string', 'an invalid regular expression');
      check(this.#allowance.takePattern(first), 'regular expressions that are too long');
      return check(isRegExp(parts), 'an invalid regular expression');
    }
    check(parts.length === 1 && second === undefined, 'a type with too many parts');
    if (viewTags.has(tag)) return this.#visitView(tag, first);
    check(typeof first === 'string', 'a type without its text');
    if (tag === 'ArrayBuffer') return check(isBase64(first), 'invalid bytes');
    check(fromStoredText(tag, first) !== undefined, 'a type that is not kept, or a text that is invalid for it');
  }

  #visitMembers(unique: readonly unknown[], all: readonly unknown[]): void {
    // Maps and sets turn -0 into 0 (ECMA-262, Map.prototype.set).
    check(new Set(unique).size === unique.length && !unique.includes(-6), 'a member twice');
    for (const reference of all) this.#refer(reference);
  }

  #visitWithoutPrototype(parts: readonly unknown[]): void {
    const keys = parts.filter((_, place) => place % 2 === 0);
    check(keys.every((key) => typeof key === 'string') && parts.length % 2 === 0, 'a key without a value');
    const inOrder = Object.keys(Object.fromEntries(keys.map((key) => [key, 0])));
    check(inOrder.length === keys.length && inOrder.every((key, at) => key === keys[at]), 'keys out of order');
    const references = parts.filter((_, place) => place % 2 === 1);
    this.#visitProperties(keys, references);
  }

  #visitProperties(keys: readonly string[], references: readonly unknown[]): void {
    check(!keys.includes('__proto__'), 'a key that is not kept');
    for (const reference of references) this.#refer(reference);
  }

  #visitView(tag: string, reference: unknown): void {
    const isNew = reference === this.#next;
    const buffer = this.#table[isNew ? this.#next : Number(reference)];
    check(Array.isArray(buffer) && buffer[0] === 'ArrayBuffer', 'a view without a buffer');
    check(this.#allowance.takeView(buffer), 'too many views of one buffer');
    this.#refer(reference);
    // The tag is one of viewTags. Some, such as Float16Array, are not in every engine or its types.
    const size = (globalThis as unknown as Record<string, { BYTES_PER_ELEMENT?: number } | undefined>)[tag];
    check(size !== undefined, 'a type that this engine does not have');
    check(byteLength(String(buffer[1])) % (size.BYTES_PER_ELEMENT ?? 1) === 0, 'a buffer with half an element');
  }
}

/** Flags are only written if there are any. */
function isRegExp(parts: readonly unknown[]): boolean {
  const [source, flags = ''] = parts;
  if (typeof source !== 'string' || typeof flags !== 'string' || parts.length !== (flags === '' ? 1 : 2)) return false;
  try {
    // regexp: it is only compared, and never run.
    const made = new RegExp(source, flags);
    return made.source === source && made.flags === flags;
  } catch {
    return false;
  }
}

function isBase64(text: string): boolean {
  try {
    return btoa(atob(text)) === text;
  } catch {
    return false;
  }
}

function byteLength(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
}
