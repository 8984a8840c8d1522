import { hasParts, isContainer, partsOf, refill, withParts } from './plain-tree.js';

/** Returns a value with all its containers that can be changed, and reports the copies that replace the others. */
export function thaw(value: object, replaced: (from: object, to: object) => void): object {
  const thawed = withParts(value, (part) => (hasParts(part) ? thaw(part, replaced) : part));
  if (isContainer(value) && !Object.isExtensible(value)) {
    replaced(value, thawed);
    return thawed;
  }
  const parts = partsOf(thawed);
  if (partsOf(value).some((part, index) => part !== parts[index])) refill(value, thawed);
  return value;
}
