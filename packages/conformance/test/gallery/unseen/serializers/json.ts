import { SerializeError } from '@sess/core';
import type { SerializerExhibit } from '../exhibit.js';
import { PlainJsonSerializer } from '../json-serializer.js';

const topic = 'JSON values';

/** What every exhibit here claims: JSON values only. */
const subject = { keeps: [], instances: [], hostile: ["{'a':1}", '{"a":1}x'] };

/** Whether a property is there and has the value undefined. */
function isUndefined(object: object, key: string | symbol): boolean {
  const property = Object.getOwnPropertyDescriptor(object, key);
  return property !== undefined && 'value' in property && property.value === undefined;
}

function exhibit(name: string, serializer: PlainJsonSerializer): SerializerExhibit {
  return { name, topic, serializer, subject };
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sorted(item)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
};

export const jsonExhibits: readonly SerializerExhibit[] = [
  exhibit(
    'sorts the keys of objects',
    new (class extends PlainJsonSerializer {
      override write(value: unknown): string {
        return super.write(sorted(value));
      }
    })(),
  ),
  exhibit(
    'leaves properties that are undefined out',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (Array.isArray(object) || !isUndefined(object, key)) super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'writes undefined in arrays as null',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (!Array.isArray(object) || !isUndefined(object, key)) super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'fills the holes of an array with null',
    new (class extends PlainJsonSerializer {
      override checkArray(array: readonly unknown[], path: string): void {
        if (Reflect.ownKeys(array).length > array.length + 1) super.checkArray(array, path);
      }
    })(),
  ),
  exhibit(
    'leaves properties of arrays out',
    new (class extends PlainJsonSerializer {
      override checkArray(array: readonly unknown[], path: string): void {
        if (Object.keys(array).length < array.length) super.checkArray(array, path);
      }
    })(),
  ),
  exhibit(
    'writes -0 as 0',
    new (class extends PlainJsonSerializer {
      override checkNumber(number: number, path: string): void {
        if (number !== 0) super.checkNumber(number, path);
      }
    })(),
  ),
  exhibit(
    'writes NaN as null',
    new (class extends PlainJsonSerializer {
      override checkNumber(number: number, path: string): void {
        if (!Number.isNaN(number)) super.checkNumber(number, path);
      }
    })(),
  ),
  exhibit(
    'writes an instance of a class as a plain object',
    new (class extends PlainJsonSerializer {
      override checkObject(): void {}
    })(),
  ),
  exhibit(
    'writes an instance of a subclass of Array as an array',
    new (class extends PlainJsonSerializer {
      override checkArray(array: readonly unknown[], path: string): void {
        if (Reflect.ownKeys(array).length !== array.length + 1) throw new SerializeError(path, 'holes or properties');
      }
    })(),
  ),
  exhibit(
    'leaves symbols as keys out',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (typeof key === 'string') super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'leaves hidden properties out',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (Object.prototype.propertyIsEnumerable.call(object, key)) super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'reads accessors',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        const property = Object.getOwnPropertyDescriptor(object, key);
        if (!property?.get) super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'refuses a property toJSON, but has called it by then',
    new (class extends PlainJsonSerializer {
      override serialize(value: unknown): string {
        try {
          this.write(value);
        } catch {
          // The check says what is wrong.
        }
        return super.serialize(value);
      }
    })(),
  ),
  exhibit(
    'refuses the property toJSON even when it is text',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (key === 'toJSON') throw new SerializeError(`${path}.toJSON`, 'a function');
        super.checkProperty(object, key, path, around);
      }
    })(),
  ),
  exhibit(
    'refuses an object that is in two places as one that contains itself',
    new (class extends PlainJsonSerializer {
      readonly #seen = new Set<object>();
      override serialize(value: unknown): string {
        this.#seen.clear();
        return super.serialize(value);
      }
      override check(value: unknown, path: string, around: readonly object[]): void {
        super.check(value, path, around);
        if (typeof value !== 'object' || value === null) return;
        if (this.#seen.has(value)) throw new SerializeError(path, 'an object that contains itself');
        this.#seen.add(value);
      }
    })(),
  ),
  exhibit(
    'drops the key __proto__',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        if (key !== '__proto__') super.checkProperty(object, key, path, around);
      }
      override write(value: unknown): string {
        return JSON.stringify(value, (key, item: unknown) => (key === '__proto__' ? undefined : item));
      }
    })(),
  ),
  exhibit(
    'refuses lone surrogates in values and keeps them in keys',
    new (class extends PlainJsonSerializer {
      #isKey = false;
      override serialize(value: unknown): string {
        this.#isKey = false;
        return super.serialize(value);
      }
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        this.#isKey = true;
        super.checkProperty(object, key, path, around);
      }
      override checkText(text: string, path: string): void {
        const isKey = this.#isKey;
        this.#isKey = false;
        if (!isKey) super.checkText(text, path);
      }
    })(),
  ),
  exhibit(
    'keeps 64 levels and refuses the 65th',
    new (class extends PlainJsonSerializer {
      override readonly maxDepth = 64;
    })(),
  ),
  exhibit(
    'overflows the stack with a value of very many levels',
    new (class extends PlainJsonSerializer {
      override readonly maxDepth = Infinity;
    })(),
  ),
  exhibit(
    'names only the last key in the path of a property',
    new (class extends PlainJsonSerializer {
      override checkProperty(object: object, key: string | symbol, path: string, around: readonly object[]): void {
        super.checkProperty(object, key, Array.isArray(object) ? path : '$', around);
      }
    })(),
  ),
  exhibit(
    'names keys with a space without quotes in paths',
    new (class extends PlainJsonSerializer {
      override stepTo(object: object, key: string): string {
        return key.includes(' ') ? `.${key}` : super.stepTo(object, key);
      }
    })(),
  ),
];
