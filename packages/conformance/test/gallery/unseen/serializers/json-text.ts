import { DeserializeError, SerializeError } from '@sess/core';
import type { SerializerExhibit } from '../exhibit.js';
import { PlainJsonSerializer } from '../json-serializer.js';

const topic = 'JSON text and the rest';

/** What every exhibit here claims: JSON values only. */
const subject = { keeps: [], instances: [], hostile: ["{'a':1}", '{"a":1}x'] };

function exhibit(name: string, serializer: PlainJsonSerializer): SerializerExhibit {
  return { name, topic, serializer, subject };
}

export const jsonTextExhibits: readonly SerializerExhibit[] = [
  exhibit(
    'accepts other spellings of what it writes',
    new (class extends PlainJsonSerializer {
      override isOwn(): boolean {
        return true;
      }
    })(),
  ),
  exhibit(
    'accepts spaces after what it writes',
    new (class extends PlainJsonSerializer {
      override isOwn(text: string, value: unknown): boolean {
        return super.isOwn(text.trimEnd(), value);
      }
    })(),
  ),
  exhibit(
    'accepts a key that is there twice',
    new (class extends PlainJsonSerializer {
      override isOwn(text: string, value: unknown): boolean {
        return super.isOwn(text, value) || text.replaceAll(/("\w+":[^{}[\],]+),(?=\1[,}])/g, '') === this.write(value);
      }
    })(),
  ),
  exhibit(
    'accepts numbers in another spelling',
    new (class extends PlainJsonSerializer {
      override isOwn(text: string, value: unknown): boolean {
        return super.isOwn(text, value) || text.replaceAll(/(\d)\.0+(?=[,\]}]|$)/g, '$1') === this.write(value);
      }
    })(),
  ),
  exhibit(
    'quotes the text in the message of a refusal',
    new (class extends PlainJsonSerializer {
      override refusalOf(error: unknown): Error {
        return error instanceof SyntaxError ? new DeserializeError(error.message) : super.refusalOf(error);
      }
    })(),
  ),
  exhibit(
    'gives the error of JSON.parse as cause',
    new (class extends PlainJsonSerializer {
      override refusalOf(error: unknown): Error {
        return new DeserializeError('It was not written by this serializer.', { cause: error });
      }
    })(),
  ),
  exhibit(
    'refuses text that it could read but has not written with a SerializeError',
    new (class extends PlainJsonSerializer {
      override refusalOf(error: unknown): Error {
        return error instanceof SerializeError ? error : super.refusalOf(error);
      }
    })(),
  ),
  exhibit(
    'gives the same object to two reads of one text',
    new (class extends PlainJsonSerializer {
      readonly #values = new Map<string, unknown>();
      override read(text: string): unknown {
        if (!this.#values.has(text)) this.#values.set(text, super.read(text));
        return this.#values.get(text);
      }
    })(),
  ),
  exhibit(
    'freezes what it serializes',
    new (class extends PlainJsonSerializer {
      override write(value: unknown): string {
        return super.write(Object.freeze(value));
      }
    })(),
  ),
  exhibit(
    'writes properties that are texts of up to three digits as numbers',
    new (class extends PlainJsonSerializer {
      override write(value: unknown): string {
        return super.write(value).replaceAll(/:"(\d{1,3})"/g, ':$1');
      }
    })(),
  ),
  exhibit(
    'changes its name with each use',
    new (class extends PlainJsonSerializer {
      constructor() {
        super();
        let uses = 0;
        Object.defineProperty(this, 'name', { get: () => `json-${++uses}` });
      }
    })(),
  ),
];
