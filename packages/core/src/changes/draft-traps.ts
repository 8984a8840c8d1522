import { SerializeError } from '../contract/errors.js';
import { propertyStep } from '../payload/json-value.js';
import { DraftNode, type DraftWork, pathOf } from './draft-node.js';
import type { Container } from './plain-tree.js';
import { inheritedBy } from './harmless-inheritance.js';
import { define } from '../payload/plain-object.js';

/** The behavior of a draft: that of the object it shows, as far as a stored value can tell the difference. */
class DraftTraps implements ProxyHandler<object> {
  /** The draft's node, which can only be created after the draft. */
  node!: DraftNode;

  get(_target: object, name: PropertyKey): unknown {
    const node = this.node;
    node.run.checkForRawEdit(node, name);
    if (!Object.hasOwn(node.raw, name)) return inheritedBy(node.raw, name);
    return node.run.draftOf(node, name, Reflect.get(node.raw, name));
  }

  has(_target: object, name: PropertyKey): boolean {
    const node = this.node;
    node.run.checkForRawEdit(node, name);
    return Object.hasOwn(node.raw, name) || inheritedBy(node.raw, name) !== undefined;
  }

  ownKeys(): (string | symbol)[] {
    const node = this.node;
    node.run.checkForRawEdits(node);
    return Reflect.ownKeys(node.raw);
  }

  getOwnPropertyDescriptor(target: object, name: PropertyKey): PropertyDescriptor | undefined {
    const node = this.node;
    node.run.checkForRawEdit(node, name);
    const property = Object.getOwnPropertyDescriptor(node.raw, name);
    if (!property) return undefined;
    if ('value' in property) property.value = node.run.draftOf(node, name, property.value);
    // If the target is a substitute for a frozen object, a proxy must not report properties as fixed.
    if (target !== node.raw && name !== 'length') property.configurable = true;
    return property;
  }

  set(_target: object, name: PropertyKey, value: unknown, receiver: unknown): boolean {
    const node = this.node;
    if (receiver !== node.draft) return Reflect.set(Object.create(null) as object, name, value, receiver);
    return this.#put(node, name, value);
  }

  defineProperty(_target: object, name: PropertyKey, property: PropertyDescriptor): boolean {
    const node = this.node;
    const { value, ...attributes } = property as Omit<PropertyDescriptor, 'value'> & { readonly value?: unknown };
    const isOrdinary = Object.values(attributes).filter((is) => is === true).length === 3;
    if ('value' in property && isOrdinary) return this.#put(node, name, value);
    this.#refuseProto(node, name);
    const meant = {
      ...attributes,
      ...('value' in property && { value: node.run.rawOf(value) }),
      configurable: true,
    };
    node.run.needsFullCheck = true;
    return node.run.write(node, name, () => Reflect.defineProperty(node.raw, name, meant));
  }

  deleteProperty(_target: object, name: PropertyKey): boolean {
    const node = this.node;
    return node.run.write(node, name, () => Reflect.deleteProperty(node.raw, name));
  }

  setPrototypeOf(): boolean {
    return false;
  }

  preventExtensions(): boolean {
    return false;
  }

  #put(node: DraftNode, name: PropertyKey, value: unknown): boolean {
    this.#refuseProto(node, name);
    const cutAt = Array.isArray(node.raw) && name === 'length' ? Number(value) : undefined;
    const write = (): boolean => {
      // Not earlier: the object that a draft shows may just have been replaced by a copy.
      const kept = node.run.rawOf(value);
      if (Array.isArray(node.raw) || Object.hasOwn(node.raw, name)) return Reflect.set(node.raw, name, kept);
      if (!Object.isExtensible(node.raw)) return false;
      define(node.raw, name, kept);
      return true;
    };
    return node.run.write(node, name, write, cutAt);
  }

  #refuseProto(node: DraftNode, name: PropertyKey): void {
    if (name !== '__proto__') return;
    const steps = pathOf(node).map((step) => propertyStep(step));
    throw new SerializeError(
      `$${propertyStep(node.run.key)}${steps.join('')}.__proto__`,
      'a session keeps no key of this name, because it would set a prototype. Refuse it as a key',
      { status: 400 },
    );
  }
}

/**
 * @param isTarget - Whether the object can be the proxy's target. A proxy must report fixed properties of its target
 * unchanged.
 */
export function createDraft(raw: Container, isTarget: boolean, run: DraftWork): DraftNode {
  const empty = (): object =>
    Array.isArray(raw) ? [] : (Object.create(Object.getPrototypeOf(raw) as object) as object);
  const traps = new DraftTraps();
  traps.node = new DraftNode(new Proxy(isTarget ? raw : empty(), traps), raw, run);
  return traps.node;
}
