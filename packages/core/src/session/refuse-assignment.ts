import { SessionError } from '../contract/errors.js';

/**
 * Makes `session.user = …` throw, on every instance of a class without a parent class, and of its subclasses.
 * express-session stores such a property; here nothing would store it, and JavaScript would not complain.
 *
 * Getters get a setter that throws. A proxy at the end of the prototype chain catches all other names. Frozen instances
 * would not be enough: without `"use strict"`, JavaScript ignores an assignment to a frozen object. Symbols, and
 * functions that replace a method, may be assigned, for tools that inspect and mock.
 */
export function refuseAssignment(prototype: object): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (!property.get || property.set) continue;
    const set = (): never => refuse(name, 'It is part of the session itself, and read-only.');
    Object.defineProperty(prototype, name, { set });
  }
  // Every `await` of a session looks for `then`. Without this property it would reach the proxy, which takes three
  // times as long.
  // oxlint-disable-next-line unicorn/no-thenable -- it is undefined, so that no session is taken for a promise
  Object.defineProperty(prototype, 'then', { get: () => undefined, set: refuseThen, configurable: true });
  Object.setPrototypeOf(prototype, unassignable);
}

const unassignable = new Proxy(Object.create(null) as object, {
  // A session's class inherits from `Object` alone, whose members it keeps.
  get: (_, name, session) => Reflect.get(Object.prototype, name, session) as unknown,
  has: (_, name) => name in Object.prototype,
  getPrototypeOf: () => Object.prototype,
  set(_, name, value, session: object) {
    if (typeof name !== 'symbol') refuseToStore(name);
    return Reflect.defineProperty(session, name, { value, writable: true, enumerable: true, configurable: true });
  },
});

function refuseThen(): void {
  refuseToStore('then');
}

function refuseToStore(name: string): never {
  refuse(name, `Call session.set(${JSON.stringify(name)}, value) to store it.`);
}

function refuse(name: string, instead: string): never {
  throw new SessionError('INVALID_ARGUMENT', `An assignment to session.${name} would not be stored. ${instead}`);
}
