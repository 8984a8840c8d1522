import { DeserializeError, SerializeError, type Serializer } from '@sess/core';

/** A correct serializer of JSON values. The exhibits override a method each. */
export class PlainJsonSerializer implements Serializer {
  readonly name: string = 'plain-json';
  readonly maxDepth: number = 200;

  serialize(value: unknown): string {
    this.check(value, '$', []);
    return this.write(value);
  }

  deserialize(text: string): unknown {
    try {
      const value = this.read(text);
      if (this.isOwn(text, value)) return value;
    } catch (error) {
      throw this.refusalOf(error);
    }
    throw this.refusalOf(undefined);
  }

  write(value: unknown): string {
    return JSON.stringify(value);
  }

  read(text: string): unknown {
    return JSON.parse(text) as unknown;
  }

  isOwn(text: string, value: unknown): boolean {
    return this.serialize(value) === text;
  }

  refusalOf(_error: unknown): Error {
    return new DeserializeError('This text was not written by PlainJsonSerializer.');
  }

  check(value: unknown, path: string, around: readonly object[]): void {
    if (value === null || typeof value === 'boolean') return;
    if (typeof value === 'string') return this.checkText(value, path);
    if (typeof value === 'number') return this.checkNumber(value, path);
    if (typeof value !== 'object') throw new SerializeError(path, `a value of type ${typeof value}`);
    if (around.includes(value)) throw new SerializeError(path, 'an object that contains itself');
    if (around.length >= this.maxDepth) throw new SerializeError(path, 'too many levels');
    if (Array.isArray(value)) this.checkArray(value, path);
    else this.checkObject(value, path);
    for (const key of Reflect.ownKeys(value)) {
      if (Array.isArray(value) && key === 'length') continue;
      this.checkProperty(value, key, path, around);
    }
  }

  checkText(text: string, path: string): void {
    if (/\p{Surrogate}/u.test(text)) throw new SerializeError(path, 'a lone surrogate');
  }

  checkNumber(number: number, path: string): void {
    if (!Number.isFinite(number) || Object.is(number, -0)) throw new SerializeError(path, 'a number that JSON lacks');
  }

  checkArray(array: readonly unknown[], path: string): void {
    if (Object.getPrototypeOf(array) !== Array.prototype) throw new SerializeError(path, 'an array of another class');
    if (Reflect.ownKeys(array).length !== array.length + 1) throw new SerializeError(path, 'holes or properties');
  }

  checkObject(object: object, path: string): void {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) throw new SerializeError(path, 'an instance of a class');
  }

  checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
    if (typeof key === 'symbol') throw new SerializeError(path, 'a symbol as key');
    const here = path + this.stepTo(object, key);
    if (key === '__proto__') throw new SerializeError(here, 'a key that is not kept');
    this.checkText(key, here);
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (!property || !('value' in property)) throw new SerializeError(here, 'an accessor');
    if (!property.enumerable) throw new SerializeError(here, 'a hidden property');
    if (key === 'toJSON' && typeof property.value === 'function') throw new SerializeError(here, 'a function');
    this.check(property.value, here, [...around, object]);
  }

  stepTo(object: object, key: string): string {
    if (Array.isArray(object)) return `[${key}]`;
    return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  }
}
