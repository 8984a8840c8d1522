import { define } from '../payload/plain-object.js';
import { type Container, isContainer, shallowCopy } from './plain-tree.js';

/** Returns a value with all its containers that can be changed, and reports the copies that replace the others. */
export function thaw(value: Container, replaced: (from: Container, to: Container) => void): Container {
  const isOpen = Object.isExtensible(value);
  const thawed = isOpen ? value : shallowCopy(value);
  for (const [name, item] of Object.entries(value)) {
    if (!isContainer(item)) continue;
    const part = thaw(item, replaced);
    if (part !== item) define(thawed, name, part);
  }
  if (!isOpen) replaced(value, thawed);
  return thawed;
}
