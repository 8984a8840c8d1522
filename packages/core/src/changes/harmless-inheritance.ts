import { SerializeError } from '../contract/errors.js';
import { movingMethods } from './moved-items.js';

/*
 * What a draft shows of a prototype. A visitor's text is often a key, and `draft[key]` with `__proto__` or `constructor` as key must
 * not lead to an object that all visitors share.
 */

type Method = (this: unknown, ...values: unknown[]) => unknown;

const harmless = new WeakMap<Method, Method>();

/** What `draft[name]` gives where the draft itself has no such property: methods to call, and nothing that can be changed. */
export function inheritedBy(container: object, name: PropertyKey): unknown {
  // Without `constructor`, too, a key that a visitor thought of is like any other that is not there yet.
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

/** Turns `draft[key].quantity++`, with the name of a method as key, into an error that says whose fault it is. */
function refusingWrites(name: string): ProxyHandler<Method> {
  const refuse = (): never => {
    const reason = "every object has a method of this name, so nothing was stored under it. Check a visitor's key";
    throw new SerializeError(`.${name}`, `${reason} with Object.hasOwn, or refuse it`, { status: 400 });
  };
  return { set: refuse, defineProperty: refuse, deleteProperty: refuse };
}

/** Does what the method does, leads to no prototype, and cannot be changed. */
function asMethod(run: Method): Method {
  // A method has no `prototype`, which a function would have.
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

/** `new draft.items.constructor(3)` is how some libraries copy an array. */
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
