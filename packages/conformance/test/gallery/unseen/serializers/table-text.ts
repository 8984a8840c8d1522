import { DeserializeError } from '@sess/core';
import { TableSerializer } from '../../../serializer/table-serializer.js';
import type { SerializerExhibit } from '../exhibit.js';

const topic = 'tables: repeated use, text and refusals';

function exhibit(name: string, serializer: TableSerializer): SerializerExhibit {
  return { name, topic, serializer };
}

type Refer = (item: unknown) => unknown;
type Node = ReturnType<TableSerializer['node']>;

export const tableTextExhibits: readonly SerializerExhibit[] = [
  exhibit(
    'looks at an object only the first time that it serializes it',
    new (class extends TableSerializer {
      readonly #known = new WeakSet<object>();
      override serialize(value: unknown): string {
        if (typeof value !== 'object' || value === null) return super.serialize(value);
        const text = this.#known.has(value) ? this.encode(value) : super.serialize(value);
        this.#known.add(value);
        return text;
      }
    })(),
  ),
  exhibit(
    'returns the text of an object that it has serialized before, even if the object has changed',
    new (class extends TableSerializer {
      readonly #texts = new WeakMap<object, string>();
      override serialize(value: unknown): string {
        if (typeof value !== 'object' || value === null) return super.serialize(value);
        const text = this.#texts.get(value) ?? super.serialize(value);
        this.#texts.set(value, text);
        return text;
      }
    })(),
  ),
  exhibit(
    'marks objects that it has visited, which it cannot do if they are frozen',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        const mark = Symbol('visited');
        Object.defineProperty(item, mark, { value: true, configurable: true });
        Reflect.deleteProperty(item, mark);
        return super.node(item, refer);
      }
    })(),
  ),
  exhibit(
    'removes U+0000 from texts',
    new (class extends TableSerializer {
      override encode(value: unknown): string {
        return super.encode(value).replaceAll(/(?<!\\)\\u0000/g, '');
      }
    })(),
  ),
  exhibit(
    'writes U+0000 as it is',
    new (class extends TableSerializer {
      override encode(value: unknown): string {
        return super.encode(value).replaceAll(/(?<!\\)\\u0000/g, '\0');
      }
      override decode(text: string): unknown {
        return super.decode(text.replaceAll('\0', String.raw`\u0000`));
      }
    })(),
  ),
  exhibit(
    'numbers its texts, so that equal values have different ones',
    new (class extends TableSerializer {
      #count = 0;
      override serialize(value: unknown): string {
        return `${super.serialize(value)} ${++this.#count}`;
      }
      override deserialize(text: string): unknown {
        const at = text.lastIndexOf(' ');
        if (!/^\d+$/.test(text.slice(at + 1))) throw new DeserializeError('not a table');
        try {
          const value = this.decode(text.slice(0, at));
          if (super.serialize(value) === text.slice(0, at)) return value;
        } catch {
          // Its message may quote the text.
        }
        throw new DeserializeError('not a table');
      }
    })(),
  ),
  exhibit(
    'does not compare what it has read with the text',
    new (class extends TableSerializer {
      override deserialize(text: string): unknown {
        try {
          const value = this.decode(text);
          this.serialize(value);
          return value;
        } catch {
          throw new DeserializeError('not a table');
        }
      }
    })(),
  ),
  exhibit(
    'compares only the length of what it has read with the text',
    new (class extends TableSerializer {
      override deserialize(text: string): unknown {
        try {
          const value = this.decode(text);
          if (this.serialize(value).length === text.length) return value;
        } catch {
          // Its message may quote the text.
        }
        throw new DeserializeError('not a table');
      }
    })(),
  ),
  exhibit(
    'lets the errors of texts over 20,000 characters through',
    new (class extends TableSerializer {
      override deserialize(text: string): unknown {
        if (text.length < 20_000) return super.deserialize(text);
        const value = this.decode(text);
        if (this.serialize(value) === text) return value;
        throw new DeserializeError('not a table');
      }
    })(),
  ),
  exhibit(
    'quotes the beginning of the text in its refusal',
    new (class extends TableSerializer {
      override deserialize(text: string): unknown {
        try {
          return super.deserialize(text);
        } catch {
          throw new DeserializeError(`not a table: ${text.slice(0, 60)}`);
        }
      }
    })(),
  ),
  exhibit(
    'refuses a function with a TypeError',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        if (typeof value === 'function') throw new TypeError('a function');
        super.check(value, path, seen, depth);
      }
    })(),
  ),
  exhibit(
    'has a name with an upper-case letter',
    new (class extends TableSerializer {
      override readonly name = 'Table';
    })(),
  ),
];
