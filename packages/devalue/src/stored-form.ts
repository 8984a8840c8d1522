import { Allowance } from './allowance.js';
import { viewTags } from './built-ins.js';
import { maxDepth, Reach } from './reach.js';
import { nameIn, type RegisteredClasses } from './registered-classes.js';
import { fromStoredText } from './stored-text.js';

/** What devalue writes for values that have no JSON: undefined, NaN, Infinity, -Infinity, -0. Holes (-2, -7) are never written here. */
const sentinels: ReadonlySet<unknown> = new Set([-1, -3, -4, -5, -6]);

/** A value that stands where nothing of ours does. The message quotes nothing of it. */
class Foreign extends Error {}

function expect(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Foreign(reason);
}

/**
 * Why the serializer of these classes cannot have written this table of values; `undefined` when it has, or might have.
 *
 * devalue writes a value as a table: whatever is in it stands at the place of its first visit, and what contains it names that
 * place. The table is walked as it was written, so everything has to come in the one order in which it can have been written:
 * no place is named before its time, none is left over, nothing stands there twice. Whoever writes a table by hand gets no
 * further than to another value that the application could have stored. Nothing is made here but texts' values, to compare.
 */
export function findForeign(table: unknown, classes: RegisteredClasses): string | undefined {
  try {
    if (typeof table === 'number') expect(sentinels.has(table), 'a number that stands for nothing');
    else new StoredForm(table, classes).walk();
    return undefined;
  } catch (error) {
    if (error instanceof Foreign) return error.message;
    throw error;
  }
}

class StoredForm {
  readonly #table: readonly unknown[];
  readonly #classes: RegisteredClasses;
  readonly #primitives = new Set<unknown>();
  /** Places of the arrays around what `toPlain` gave: nothing else may refer to them. */
  readonly #wrappers = new Set<number>();
  readonly #reach = new Reach<number>();
  readonly #allowance = new Allowance<unknown>();
  #next = 0;

  constructor(table: unknown, classes: RegisteredClasses) {
    expect(Array.isArray(table), 'no table of values');
    this.#table = table;
    this.#classes = classes;
  }

  walk(): void {
    this.#refer(0);
    expect(this.#next === this.#table.length, 'values that nothing refers to');
  }

  #refer(reference: unknown): void {
    if (sentinels.has(reference)) return expect(this.#next > 0, 'a number that stands for nothing');
    if (typeof reference === 'number' && Number.isInteger(reference) && reference >= 0 && reference < this.#next) {
      expect(!this.#wrappers.has(reference), 'a reference to the inside of an instance');
      expect(!this.#reach.has(reference) || this.#reach.refer(reference), 'a cycle through an instance');
      return;
    }
    this.#visit(this.#take(reference), reference as number);
  }

  /** The value at a place that is named for the first time: that can only be the next one. */
  #take(reference: unknown): unknown {
    expect(reference === this.#next && this.#next < this.#table.length, 'a reference to the wrong place');
    return this.#table[this.#next++];
  }

  #visit(value: unknown, place: number): void {
    if (typeof value !== 'object' || value === null) return this.#visitPrimitive(value);
    const [tag] = Array.isArray(value) ? (value as unknown[]) : [];
    if (tag === 'BigInt') return this.#visitBigInt(value as unknown[]);
    expect(this.#reach.depth < maxDepth, 'nested too deep');
    const name = typeof tag === 'string' ? nameIn(tag) : undefined;
    this.#reach.enter(place, name !== undefined);
    if (name !== undefined) this.#visitInstance(value as unknown[], name);
    else if (typeof tag === 'string') this.#visitTagged(tag, (value as unknown[]).slice(1));
    else if (Array.isArray(value)) for (const item of value) this.#refer(item);
    else this.#visitProperties(Object.keys(value), Object.values(value));
    expect(this.#reach.leave(), 'an instance within a cycle');
  }

  #visitPrimitive(value: unknown): void {
    expect(!this.#primitives.has(value), 'one value in two places');
    this.#primitives.add(value);
  }

  #visitBigInt([, digits, ...rest]: readonly unknown[]): void {
    expect(typeof digits === 'string' && /^(?:0|-?[1-9]\d*)$/.test(digits) && rest.length === 0, 'no bigint');
    this.#visitPrimitive(BigInt(digits));
  }

  #visitInstance([tag, reference, ...rest]: readonly unknown[], name: string): void {
    const isRegistered = this.#classes.ofTag(String(tag)) !== undefined;
    expect(isRegistered, `an instance of the class "${name}", which is not registered`);
    expect(rest.length === 0, 'no instance');
    const wrapper = this.#take(reference);
    expect(Array.isArray(wrapper) && wrapper.length === 1 && typeof wrapper[0] === 'number', 'no instance');
    this.#wrappers.add(reference as number);
    this.#refer(wrapper[0]);
  }

  #visitTagged(tag: string, parts: readonly unknown[]): void {
    const [first, second] = parts;
    if (tag === 'Set') return this.#visitMembers(parts, parts);
    if (tag === 'Map') {
      expect(parts.length % 2 === 0, 'a key without a value');
      const keys = parts.filter((_, place) => place % 2 === 0);
      return this.#visitMembers(keys, parts);
    }
    if (tag === 'null') return this.#visitWithoutPrototype(parts);
    if (tag === 'RegExp') {
      expect(typeof first === 'string', 'no regular expression');
      expect(this.#allowance.takePattern(first), 'regular expressions that are too long');
      return expect(isRegExp(parts), 'no regular expression');
    }
    expect(parts.length === 1 && second === undefined, 'parts too many');
    if (viewTags.has(tag)) return this.#visitView(tag, first);
    expect(typeof first === 'string', 'no text');
    if (tag === 'ArrayBuffer') return expect(isBase64(first), 'no bytes');
    expect(fromStoredText(tag, first) !== undefined, 'a type that is not kept, or a text that makes none');
  }

  #visitMembers(unique: readonly unknown[], all: readonly unknown[]): void {
    // A Map and a Set have no -0 (ECMA-262, Map.prototype.set).
    expect(new Set(unique).size === unique.length && !unique.includes(-6), 'a member twice');
    for (const reference of all) this.#refer(reference);
  }

  #visitWithoutPrototype(parts: readonly unknown[]): void {
    const keys = parts.filter((_, place) => place % 2 === 0);
    expect(keys.every((key) => typeof key === 'string') && parts.length % 2 === 0, 'a key without a value');
    const inOrder = Object.keys(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(inOrder.length === keys.length && inOrder.every((key, at) => key === keys[at]), 'keys out of order');
    const references = parts.filter((_, place) => place % 2 === 1);
    this.#visitProperties(keys, references);
  }

  #visitProperties(keys: readonly string[], references: readonly unknown[]): void {
    expect(!keys.includes('__proto__'), 'a key that is not kept');
    for (const reference of references) this.#refer(reference);
  }

  #visitView(tag: string, reference: unknown): void {
    const isNew = reference === this.#next;
    const buffer = this.#table[isNew ? this.#next : Number(reference)];
    expect(Array.isArray(buffer) && buffer[0] === 'ArrayBuffer', 'a view of no buffer');
    expect(this.#allowance.takeView(buffer), 'too many views of one buffer');
    this.#refer(reference);
    // The form allows names of views only here; some, such as Float16Array, are not in every engine or in its types.
    const size = (globalThis as unknown as Record<string, { BYTES_PER_ELEMENT?: number } | undefined>)[tag];
    expect(size !== undefined, 'a type that there is not here');
    expect(byteLength(String(buffer[1])) % (size.BYTES_PER_ELEMENT ?? 1) === 0, 'half an element');
  }
}

/** Flags are only written where there are some. */
function isRegExp(parts: readonly unknown[]): boolean {
  const [source, flags = ''] = parts;
  if (typeof source !== 'string' || typeof flags !== 'string' || parts.length !== (flags === '' ? 1 : 2)) return false;
  try {
    // regexp: made to be compared, and never run here.
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
