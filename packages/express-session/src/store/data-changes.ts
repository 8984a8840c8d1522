import { isDeepStrictEqual } from 'node:util';
import type { Session } from '@sess/core';
import { isPlain, type PlainData } from './plain-data.js';

/**
 * Makes in a session the changes that lead from `before` to `after`. Plain objects are changed in place, so that what
 * other requests change inside them stays.
 *
 * @param isHidden - Whether a key that is missing in `after` could not be seen by who made it
 */
export function applyChanges(
  session: Session,
  before: PlainData,
  after: PlainData,
  isHidden: (key: string) => boolean,
): void {
  for (const key of changedKeys(before, after)) {
    if (!Object.hasOwn(after, key)) {
      if (!isHidden(key)) session.delete(key);
      continue;
    }
    const current: unknown = session.get(key);
    if (!canMerge(current, before[key], after[key])) session.set(key, after[key]);
    else mergeInto(current, before[key] as PlainData, after[key] as PlainData);
  }
}

function mergeInto(target: Record<string, unknown>, before: PlainData, after: PlainData): void {
  for (const key of changedKeys(before, after)) {
    const current = Object.hasOwn(target, key) ? target[key] : undefined;
    if (!Object.hasOwn(after, key)) delete target[key];
    else if (Object.hasOwn(before, key) && canMerge(current, before[key], after[key]))
      mergeInto(current, before[key] as PlainData, after[key] as PlainData);
    // Not by assignment, which for `__proto__` would set the prototype.
    else
      Object.defineProperty(target, key, { value: after[key], writable: true, enumerable: true, configurable: true });
  }
}

export function isSame(before: PlainData, after: PlainData): boolean {
  return changedKeys(before, after).length === 0;
}

function changedKeys(before: PlainData, after: PlainData): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter(
    (key) => Object.hasOwn(before, key) !== Object.hasOwn(after, key) || !isDeepStrictEqual(before[key], after[key]),
  );
}

function canMerge(current: unknown, before: unknown, after: unknown): current is Record<string, unknown> {
  return isPlain(current) && isPlain(before) && isPlain(after);
}
