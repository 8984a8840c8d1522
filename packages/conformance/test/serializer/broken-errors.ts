import { DeserializeError, jsonSerializer, SerializeError } from '@sess/core';
import { base64 } from './broken-results.js';
import { json } from './broken-serializers.js';
import type { BrokenSerializer } from './laws-that-catch.js';

const { serialize, deserialize } = jsonSerializer;

type Spoken = (text: string, error: Error) => Error;

/** Refuses texts with an error that tells something about them. */
export function telling(what: string, speak: Spoken): BrokenSerializer {
  return json(`the refusal of a text has ${what}`, ['S24'], {
    deserialize(text) {
      try {
        return deserialize(text);
      } catch (error) {
        throw speak(text, error as Error);
      }
    },
  });
}

/** Refuses values with an error that tells something about them. */
export function revealing(what: string, reason: (value: unknown) => string): BrokenSerializer {
  return json(`the refusal of a value has ${what}`, ['S24'], {
    serialize(value) {
      try {
        return serialize(value);
      } catch (error) {
        throw new SerializeError((error as SerializeError).path, reason(value));
      }
    },
  });
}

function shown(value: unknown): string {
  try {
    return JSON.stringify([value], (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
  } catch {
    return '';
  }
}

const withProperty = (error: Error, attributes: PropertyDescriptor) =>
  Object.defineProperty(error, 'payload', attributes);

/** Errors that say too much. */
export const brokenErrors: readonly BrokenSerializer[] = [
  telling('its first 20 characters', (text) => new DeserializeError(`not mine: ${text.slice(0, 20)}`)),
  telling('its last 20 characters', (text) => new DeserializeError(`not mine: …${text.slice(-20)}`)),
  telling('its Base64', (text) => new DeserializeError(base64(text))),
  telling('its hex digits', (text) => new DeserializeError(Buffer.from(text).toString('hex'))),
  telling('its upper case', (text) => new DeserializeError(text.toUpperCase())),
  telling('its bytes', (text) => new DeserializeError([...Buffer.from(text)].join())),
  telling('the text in its cause', (text) => new DeserializeError('no', { cause: text })),
  telling(
    'the text in the cause of its cause',
    (text) => new DeserializeError('no', { cause: new Error('no', { cause: { text } }) }),
  ),
  telling('the text as a property', (text, error) => withProperty(error, { value: text, enumerable: true })),
  telling('the text as a hidden property', (text, error) => withProperty(error, { value: text })),
  telling('the text behind an accessor', (text, error) => withProperty(error, { get: () => text })),
  telling('the text in its stack', (text, error) => Object.assign(error, { stack: `${error.stack}\n${text}` })),
  revealing('the value as JSON', shown),
  revealing('the first characters of the value', (value) => shown(value).slice(0, 20)),
  revealing('the value in Base64', (value) => base64(shown(value))),
  revealing('the text of a symbol', (value) => (typeof value === 'symbol' ? String(value.description) : 'no')),
  revealing('the digits of a bigint', (value) => (typeof value === 'bigint' ? String(value) : 'no')),
  revealing('the text with a lone surrogate', (value) => (typeof value === 'string' ? value : 'no')),
  revealing('the date', (value) => (value instanceof Date ? `${value.getTime()}` : 'no')),
  revealing('the pattern', (value) => (value instanceof RegExp ? value.source : 'no')),
  revealing('the URL', (value) => (value instanceof URL ? value.href : 'no')),
  revealing('the message of an error', (value) => (value instanceof Error ? value.message : 'no')),
  revealing('the code of a function', (value) => (typeof value === 'function' ? value.name : 'no')),
];
