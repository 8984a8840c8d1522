import { SessionError } from '@sess/core';
import { builtInTag, isPlainPrototype } from './built-ins.js';

/** How the instances of one class are stored, and made again from what was stored. */
export interface RegisteredClass<Instance extends object = object> {
  /** Instances of exactly this class; those of a subclass are refused unless it is registered too. */
  readonly class: { readonly prototype: Instance };
  /** Anything that the serializer keeps, other registered classes too. Called once for each instance and each writing. */
  toPlain(instance: Instance): unknown;
  /**
   * Makes an instance of what `toPlain` gave: perhaps long ago, perhaps by an older release. What is stored is as trustworthy as
   * the store, so look at it, and throw for what cannot be: the session then counts as corrupt.
   */
  fromPlain(plain: unknown): Instance;
}

/** A registered class with the name under which its instances are stored, and the tag that says so. */
export interface NamedClass {
  readonly name: string;
  readonly tag: string;
  readonly registered: RegisteredClass;
}

/** Set before a name in stored text, so that no class meets a type of devalue's, be it one of a later release. */
const mark = '@';

/** The classes of one serializer, by the prototype of their instances and by the tag of stored ones. */
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
      refuse('The name of a class is up to 64 letters, digits and characters of _ $ . / -, because it is stored.');
    }
    const isComplete = (['class', 'toPlain', 'fromPlain'] as const).every(
      (part) => typeof registered?.[part] === 'function',
    );
    const prototype: unknown = isComplete ? registered.class.prototype : undefined;
    if (typeof prototype !== 'object' || prototype === null) {
      return refuse('A registered class is { class, toPlain, fromPlain }.');
    }
    if (isPlainPrototype(prototype) || Array.isArray(prototype) || builtInTag(prototype) !== undefined) {
      refuse('What is kept already cannot be registered. Register a subclass of your own.');
    }
    const other = this.#byPrototype.get(prototype);
    if (other)
      refuse(`The class is registered as "${other.name}" already, so that its instances would have two names.`);
    const named = { name, tag: mark + name, registered };
    this.#byPrototype.set(prototype, named);
    this.#byTag.set(named.tag, named);
  }
}

/** The name in a stored tag; `undefined` for a tag of devalue's, and for what cannot be a name. */
export function nameIn(tag: string): string | undefined {
  return /^@([\w$./-]{1,64})$/.exec(tag)?.[1];
}
