import { isObject } from '../payload/plain-object.js';
import { unwrap } from './draft-node.js';
import { holdsAny } from './live-parts.js';
import { haveSameKind, isContainer, refill, withParts } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import type { WatchedObjects } from './watched-objects.js';

/** The value that an update began with. */
export interface FormerValue {
  /** As the application holds it. */
  readonly working: unknown;
  readonly draft: unknown;
  /** By the parts of the draft, the same parts of the value that the application holds. */
  readonly originals: Map<object, object>;
}

/**
 * Returns the result of an update for the application to hold. A part of the draft becomes its original, with what it
 * holds now. Anything else is copied, and the application's object watched.
 */
export function placeParts(
  copies: ValueCopies,
  watched: WatchedObjects,
  made: object,
  { working, draft, originals }: FormerValue,
): object {
  const place = (given: unknown): unknown => (isObject(given) ? placeObject(unwrap(given)) : given);
  const keep = (part: object): object | undefined =>
    originals.has(unwrap(part)) ? (place(part) as object) : undefined;
  const placeObject = (part: object): object => {
    const original = originals.get(part);
    if (!original) {
      const ours = copies.directly(part, { keep }) as object;
      watched.add({ theirs: part, ours, seen: copies.directly(part) });
      return ours;
    }
    const placed = withParts(part, place);
    if (isContainer(original) && !Object.isExtensible(original)) {
      watched.replaceCopy(original, placed, original === working);
      return placed;
    }
    refill(original, placed);
    return original;
  };
  // References to the former value stay references to the value.
  const isPart = originals.has(made) || holdsAny(made, new Set([draft]));
  if (!isPart && haveSameKind(made, working)) originals.set(made, working as object);
  return placeObject(made);
}
