import { show } from '../expectations.js';
import type { KeptInstance } from './serializer-subject.js';

/** What values are held to when they are compared. */
export interface Strictness {
  /** One object in two places must be one object there too. */
  readonly references: boolean;
  readonly instances: readonly KeptInstance[];
}

/** The first difference between what was stored and what came back, with its path; `undefined` where there is none. */
export function differenceBetween(stored: unknown, seen: unknown, strictness: Strictness): string | undefined {
  return new Comparison(strictness).differ(stored, seen, '$');
}

class Comparison {
  readonly #strictness: Strictness;
  readonly #partners = new Map<object, object>();
  readonly #taken = new Set<object>();

  constructor(strictness: Strictness) {
    this.#strictness = strictness;
  }

  differ(stored: unknown, seen: unknown, path: string): string | undefined {
    const different = (what = '') => `${path}${what}: stored ${show(stored)}, came back as ${show(seen)}`;
    if (typeof stored !== 'object' || stored === null || typeof seen !== 'object' || seen === null) {
      return Object.is(stored, seen) ? undefined : different();
    }
    const partner = this.#partners.get(stored);
    if (partner && (partner === seen || this.#strictness.references)) {
      return partner === seen ? undefined : `${path}: one object in two places came back as two`;
    }
    if (this.#strictness.references && this.#taken.has(seen)) return `${path}: two objects came back as one`;
    this.#partners.set(stored, seen);
    this.#taken.add(seen);
    const prototypes = [stored, seen].map((value) => nameOf(Reflect.getPrototypeOf(value)));
    if (prototypes[0] !== prototypes[1]) return different(` (the prototype is ${prototypes[1]})`);
    const known = this.#differAsKnown(stored, seen, path);
    if (known) return known;
    const isWhole = known === '' && (ArrayBuffer.isView(stored) || this.#instanceLike(stored) !== undefined);
    return isWhole ? undefined : this.#differInProperties(stored, seen, path);
  }

  /** `''`: the same; `undefined`: nothing that is compared in a way of its own. */
  #differAsKnown(stored: object, seen: object, path: string): string | undefined {
    const verdict = (isSame: boolean) => (isSame ? '' : `${path}: stored ${show(stored)}, came back as ${show(seen)}`);
    const kept = this.#instanceLike(stored);
    if (kept) return verdict(kept.isEqual(stored, seen));
    if (stored instanceof Map && seen instanceof Map)
      return this.differ([...stored], [...seen], `${path} as a list`) ?? '';
    if (stored instanceof Set && seen instanceof Set) {
      return this.differ([...(stored as Set<unknown>)], [...(seen as Set<unknown>)], `${path} as a list`) ?? '';
    }
    if (stored instanceof Date) return verdict(Object.is(stored.getTime(), (seen as Date).getTime()));
    const isText = stored instanceof RegExp || stored instanceof URL || stored instanceof URLSearchParams;
    if (isText) return verdict(stored.toString() === (seen as { toString(): string }).toString());
    if (ArrayBuffer.isView(stored)) return this.#differInView(stored, seen as ArrayBufferView, path) ?? '';
    if (/^\[object (?:Number|String|Boolean)\]$/.test(Object.prototype.toString.call(stored))) {
      return verdict(Object.is(stored.valueOf(), seen.valueOf()));
    }
    if (stored instanceof ArrayBuffer) {
      return verdict(String(new Uint8Array(stored)) === String(new Uint8Array(seen as ArrayBuffer)));
    }
    return undefined;
  }

  #instanceLike(value: object): KeptInstance | undefined {
    return this.#strictness.instances.find((instance) => isLike(instance, value));
  }

  #differInView(stored: ArrayBufferView, seen: ArrayBufferView, path: string): string | undefined {
    const [one, other] = [stored, seen].map(
      ({ byteOffset, byteLength }) => `${byteLength} bytes from ${byteOffset} on`,
    );
    if (one !== other) return `${path}: stored ${one}, came back as ${other}`;
    return this.differ(stored.buffer, seen.buffer, `${path}.buffer`);
  }

  #differInProperties(stored: object, seen: object, path: string): string | undefined {
    const [keys, seenKeys] = [Reflect.ownKeys(stored), Reflect.ownKeys(seen)];
    if (keys.length !== seenKeys.length || keys.some((key, at) => key !== seenKeys[at])) {
      return `${path}: stored the keys ${show(keys)}, came back with ${show(seenKeys)}`;
    }
    for (const key of keys) {
      const step = typeof key === 'string' ? `${path}[${JSON.stringify(key)}]` : path;
      const found = this.differ(Reflect.get(stored, key), Reflect.get(seen, key), step);
      if (found) return found;
    }
    return undefined;
  }
}

/** A plain object without prototype may come back with the usual one, and the other way round. */
function nameOf(prototype: object | null): string {
  if (prototype === null || prototype === Object.prototype) return 'that of plain objects';
  const { constructor } = prototype as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.prototype === prototype ? constructor.name : 'unknown';
}

function isLike(instance: KeptInstance, value: object): boolean {
  return Reflect.getPrototypeOf(instance.create()) === Reflect.getPrototypeOf(value);
}
