import { SessionError } from '../contract/errors.js';

/**
 * Makes `session.user = …` throw, on every instance of a class that derives from no other, and of those derived from it. express-session stores such a property;
 * here nothing would, and JavaScript says nothing of it.
 *
 * Getters get a setter that throws, and all other names meet a proxy at the end of the prototype chain. To freeze the instances would
 * not do: without `"use strict"` an assignment to a frozen object is ignored. Symbols and functions that replace a method are let
 * through, for tools that inspect and mock.
 */
export function refuseAssignment(prototype: object): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (!property.get || property.set) continue;
    const set = (): never => refuse(name, 'It is part of the session itself, and read-only.');
    Object.defineProperty(prototype, name, { ...property, set });
  }
  // Every `await` of a session looks for a `then`; without this one it would ask the proxy, for three times the price.
  // oxlint-disable-next-line unicorn/no-thenable -- it is undefined, so that no session is taken for a promise
  Object.defineProperty(prototype, 'then', { get: () => undefined, set: refuseThen, configurable: true });
  Object.setPrototypeOf(prototype, unassignable);
}

const unassignable = new Proxy(Object.create(null) as object, {
  // The class of a session has no parent but `Object`, whose members it keeps.
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
