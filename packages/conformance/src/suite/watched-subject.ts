import type { SealedStore } from '@sess/core';
import type { SealedSubject } from './sealed-subject.js';
import type { OpenedStore, StoreSubject } from './store-subject.js';
import { isThenable } from './thenable.js';
import type { WatchedCalls } from './watched-calls.js';

/** Returns the same subject with its stores watched. */
export function watchedSubject(subject: StoreSubject, calls: WatchedCalls): StoreSubject {
  const watch = (opened: OpenedStore): OpenedStore => withMembers(opened, { store: calls.watch(opened.store) });
  return withMembers(subject, {
    open: async (options) => watch(await subject.open(options)),
    ...(subject.openElsewhere && { openElsewhere: async (options) => watch(await subject.openElsewhere!(options)) }),
  });
}

/** Returns the same sealed subject with its stores watched. */
export function watchedSealedSubject(subject: SealedSubject, calls: WatchedCalls): SealedSubject {
  const watch = (store: SealedStore | Promise<SealedStore>) =>
    isThenable(store) ? Promise.resolve(store).then((opened) => calls.watch(opened)) : calls.watch(store);
  return withMembers(subject, { open: (options) => watch(subject.open(options)) });
}

/** Returns the subject with some members replaced. Works for instances of classes too. */
function withMembers<Subject extends object>(subject: Subject, replaced: Partial<Subject>): Subject {
  return new Proxy(subject, {
    get(inner, name) {
      if (Object.hasOwn(replaced, name)) return replaced[name as keyof Subject];
      const value: unknown = Reflect.get(inner, name);
      return typeof value === 'function' ? (...args: unknown[]): unknown => Reflect.apply(value, inner, args) : value;
    },
  });
}
