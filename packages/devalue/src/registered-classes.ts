import { SessionError } from '@sess/core';
import { builtInTag, isPlainPrototype } from './built-ins.js';

/** How instances of one class are stored and restored. */
export interface RegisteredClass<Instance extends object = object> {
  /** Instances of exactly this class; those of a subclass are refused unless it is registered too. */
  readonly class: { readonly prototype: Instance };
  /**
   * Returns anything that the serializer keeps, including other registered classes. Called once for each instance at
   * each write.
   */
  toPlain(instance: Instance): unknown;
  /**
   * Makes an instance from what `toPlain` returned, perhaps long ago, in an older release. Stored data is only as
   * trustworthy as the store, so validate it, and throw if it is invalid: the session is then corrupt.
   */
  fromPlain(plain: unknown): Instance;
}

/** A registered class with the name under which its instances are stored, and the tag that says so. */
export interface NamedClass {
  readonly name: string;
  readonly tag: string;
  readonly registered: RegisteredClass;
}

/** Precedes a name in stored text, so that no class has the tag of a devalue type, not even of a later release. */
const mark = '@';

/** The classes of one serializer, by the prototype of their instances and by their stored tag. */
export class RegisteredClasses {
  readonly #byPrototype = new Map<object, NamedClass>();
  readonly #byTag = new Map<string, NamedClass>();

  constructor(classes: Readonly<Record<string, RegisteredClass>>) {
    for (const [name, registered] of Object.entries(classes)) this.#add(name, registered);
  }

  [Symbol.iterator](): Iterator<NamedClass> {
    return this.#byTag.values();
  }

  ofPrototype(prototype: object): NamedClass | undefined {
    return this.#byPrototype.get(prototype);
  }

  ofTag(tag: string): NamedClass | undefined {
    return this.#byTag.get(tag);
  }

  #add(name: string, registered: RegisteredClass): void {
    const refuse = (reason: string): never => {
      throw new SessionError('INVALID_OPTION', `classes.${name}: ${reason}`);
    };
    if (!/^[\w$./-]{1,64}$/.test(name)) {
      refuse('The name is stored, so it has 1 to 64 characters: letters, digits, and _ $ . / -.');
    }
    const isComplete = (['class', 'toPlain', 'fromPlain'] as const).every(
      (part) => typeof registered?.[part] === 'function',
    );
    const prototype: unknown = isComplete ? registered.class.prototype : undefined;
    if (typeof prototype !== 'object' || prototype === null) {
      return refuse('A registered class is { class, toPlain, fromPlain }.');
    }
    if (isPlainPrototype(prototype) || Array.isArray(prototype) || builtInTag(prototype) !== undefined) {
      refuse('The serializer keeps this type already, so it cannot be registered. Register a subclass of your own.');
    }
    const other = this.#byPrototype.get(prototype);
    if (other) refuse(`The class is already registered as "${other.name}", and instances can have only one name.`);
    const named = { name, tag: mark + name, registered };
    this.#byPrototype.set(prototype, named);
    this.#byTag.set(named.tag, named);
  }
}

/** Returns the name of a class in a stored tag, or `undefined` for a tag of devalue and an invalid name. */
export function nameIn(tag: string): string | undefined {
  return /^@([\w$./-]{1,64})$/.exec(tag)?.[1];
}
