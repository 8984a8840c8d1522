import { isObject } from '../payload/plain-object.js';
import { unwrap } from './draft-node.js';
import { type Container, isContainer } from './plain-tree.js';

/** The own properties of an object, for a comparison that does not look inside their values. */
export interface Properties {
  /** `undefined` for an array, whose items are the values. */
  readonly names: readonly string[] | undefined;
  readonly values: readonly unknown[];
}

export function propertiesOf(object: Container): Properties {
  if (Array.isArray(object)) return { names: undefined, values: object.slice() };
  return { names: Object.keys(object), values: Object.values(object) };
}

/** @param isQuick - Whether to ignore symbols, whose check takes most of the time. */
export function hasSameProperties({ names, values }: Properties, now: object, isQuick = false): boolean {
  if (!isQuick && Object.getOwnPropertySymbols(now).length > 0) return false;
  if (!names) {
    if (!Array.isArray(now) || now.length !== values.length || Object.keys(now).length !== values.length) return false;
    for (let index = 0; index < values.length; index++) if (!isSameObject(values[index], now[index])) return false;
    return true;
  }
  const namesNow = Object.getOwnPropertyNames(now);
  if (namesNow.length !== names.length) return false;
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    if (namesNow[index] !== name) return false;
    if (!isSameObject(values[index], (now as Record<string, unknown>)[name])) return false;
  }
  return true;
}

/** Whether two values are the same primitive, the same object, or a draft and the object that it shows. */
export function isSameObject(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isObject(a) && isObject(b) && unwrap(a) === unwrap(b));
}

export function isSameKind(a: unknown, b: unknown): boolean {
  return isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b);
}
