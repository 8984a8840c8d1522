import { isObject } from '../payload/plain-object.js';
import { unwrap } from './draft-node.js';
import { type Container, isContainer } from './plain-tree.js';

/** An object's own properties, without a look at what is in their values. */
export interface Properties {
  /** `undefined` for an array, whose properties are its items. */
  readonly names: readonly string[] | undefined;
  readonly values: readonly unknown[];
}

export function propertiesOf(object: Container): Properties {
  if (Array.isArray(object)) return { names: undefined, values: object.slice() };
  return { names: Object.keys(object), values: Object.values(object) };
}

/** @param isQuick - Not to look for properties of symbols, which takes most of the time. */
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

/** Whether two values are the same primitive, the same object, or a draft and what it stands for. */
export function isSameObject(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isObject(a) && isObject(b) && unwrap(a) === unwrap(b));
}

export function isSameKind(a: unknown, b: unknown): boolean {
  return isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b);
}
