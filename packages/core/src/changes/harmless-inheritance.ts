import { SerializeError } from '../contract/errors.js';
import { movingMethods } from './moved-items.js';

/*
 * What a draft shows of its prototype. Text from a visitor is often used as a key, and `draft['__proto__']` or
 * `draft['constructor']` must not return an object that all visitors share.
 */

type Method = (this: unknown, ...values: unknown[]) => unknown;

const harmless = new WeakMap<Method, Method>();

/**
 * Returns what `draft[name]` is if the draft has no own property of that name: a method to call, but nothing to write
 * to.
 */
export function inheritedBy(container: object, name: PropertyKey): unknown {
  // Hiding `constructor` makes it a missing key like any other.
  if (name === '__proto__' || (name === 'constructor' && !Array.isArray(container))) return undefined;
  const prototype = Object.getPrototypeOf(container) as object | null;
  const value: unknown = prototype ? Reflect.get(prototype, name) : undefined;
  if (typeof value !== 'function') return typeof value === 'object' ? undefined : value;
  const known = harmless.get(value as Method);
  if (known) return known;
  const refused = refusingWrites(String(name));
  const made = new Proxy(
    name === 'constructor' ? asConstructor(value as Method) : asMethod(movingMethods.get(value) ?? (value as Method)),
    refused,
  );
  harmless.set(value as Method, made);
  return made;
}

/** Turns `draft[key].quantity++`, with the name of a method as key, into an error that names the cause. */
function refusingWrites(name: string): ProxyHandler<Method> {
  const refuse = (): never => {
    const reason = "every object has a method of this name, so nothing was stored under it. Check a visitor's key";
    throw new SerializeError(`.${name}`, `${reason} with Object.hasOwn, or refuse it`, { status: 400 });
  };
  return { set: refuse, defineProperty: refuse, deleteProperty: refuse };
}

/** Wraps a method. The wrapper has no prototype and is frozen. */
function asMethod(run: Method): Method {
  // A method has no `prototype` property; a function would have one.
  const made = {
    method(this: unknown, ...values: unknown[]): unknown {
      return Reflect.apply(run, this, values);
    },
  };
  const call: Method = (self, ...values) => Reflect.apply(run, self, values);
  const apply: Method = (self, values) => Reflect.apply(run, self, (values ?? []) as unknown[]);
  const bind: Method = (self, ...first) =>
    leadingNowhere((...rest: unknown[]) => Reflect.apply(run, self, [...first, ...rest]));
  for (const part of [call, apply, bind]) leadingNowhere(part);
  return leadingNowhere(Object.assign(made['method'], { call, apply, bind }));
}

/** Some libraries copy an array with `new draft.items.constructor(3)`. */
function asConstructor(run: Method): Method {
  function construct(...values: unknown[]): unknown {
    return run(...values);
  }
  construct.prototype = undefined;
  return leadingNowhere(construct);
}

function leadingNowhere<Anything extends object>(object: Anything): Anything {
  return Object.freeze(Object.setPrototypeOf(object, null) as Anything);
}
