import type { OwnerIndex, SessionStore } from '@sess/core';

/** What happens to a call on its way to the store. */
export type Intercept = (verb: string, call: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

/** The same store behind a function that sees every call, and may change what becomes of it. */
export function intercepted<Store extends SessionStore>(store: Store, intercept: Intercept): Store {
  const owners = store.kind === 'keyed' ? store.owners : undefined;
  const wrappedOwners = owners && wrap<OwnerIndex>(owners, (verb) => `owners.${verb}`, intercept);
  const wrapped = wrap<Store>(store, (verb) => verb, intercept);
  return new Proxy(wrapped, {
    get: (target, name) => (name === 'owners' ? wrappedOwners : (Reflect.get(target, name) as unknown)),
  });
}

/** The same store, and the verbs that were called on it. */
export function spied<Store extends SessionStore>(store: Store): { readonly store: Store; readonly calls: string[] } {
  const calls: string[] = [];
  const noting: Intercept = (verb, call) => {
    calls.push(verb);
    return call();
  };
  return { store: intercepted(store, noting), calls };
}

function wrap<Target extends object>(target: Target, nameOf: (verb: string) => string, intercept: Intercept): Target {
  return new Proxy(target, {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      const call = async (args: unknown[]): Promise<unknown> => (await Reflect.apply(value, inner, args)) as unknown;
      return (...args: unknown[]) => intercept(nameOf(name), () => call(args), args);
    },
  });
}
