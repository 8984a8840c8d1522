import { isObject } from '../payload/plain-object.js';
import { unwrap } from './draft-node.js';
import { contentOf } from './built-ins.js';
import { isContainer, partsOf } from './plain-tree.js';
import { absent } from './value-diff.js';

/** The own properties of an object, for a comparison that does not look inside their values. */
export interface Properties {
  /** `undefined` for anything but a plain object. */
  readonly names: readonly string[] | undefined;
  readonly values: readonly unknown[];
}

export function propertiesOf(object: object): Properties {
  if (Array.isArray(object)) return { names: undefined, values: object.slice() };
  return { names: isContainer(object) ? Object.keys(object) : undefined, values: partsOf(object) };
}

/** @param isQuick - Whether to ignore symbols, whose check takes most of the time. */
export function hasSameProperties({ names, values }: Properties, now: object, isQuick = false): boolean {
  if (!isQuick && Object.getOwnPropertySymbols(now).length > 0) return false;
  if (!names) {
    if (Array.isArray(now) && Object.keys(now).length !== now.length) return false;
    const valuesNow = Array.isArray(now) ? (now as unknown[]) : (contentOf(now) ?? [absent]);
    if (valuesNow.length !== values.length) return false;
    for (let index = 0; index < values.length; index++)
      if (!isSameObject(values[index], valuesNow[index])) return false;
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
