import { type SessionRecord, StoreError } from '@sess/core';
import { storeError } from '../../src/fixture/error-kinds.js';
import { broken, overriding, type StoreClass } from './broken-store.js';

/** How an update's error is changed. */
type Quote = (error: StoreError, record: SessionRecord) => StoreError;

function withMessage({ outcome }: StoreError, message: string, cause?: unknown): StoreError {
  return new StoreError(message, { outcome, cause });
}

function quoting(quote: Quote): StoreClass {
  return overriding({
    update: (next, [id, record, version, options]) =>
      next(id, record, version, options).catch((error: unknown) => {
        throw storeError.is(error) ? quote(error, record) : error;
      }),
  });
}

const quotes: Readonly<Record<string, Quote>> = {
  'its first twelve characters': (error, { payload }) => withMessage(error, `Failed: ${payload.slice(0, 12)}…`),
  'its last twelve characters': (error, { payload }) => withMessage(error, `Failed: …${payload.slice(-12)}`),
  'in capital letters': (error, { payload }) => withMessage(error, payload.toUpperCase()),
  'as base64': (error, { payload }) => withMessage(error, Buffer.from(payload).toString('base64')),
  'as base64, in the middle of something': (error, { payload }) =>
    withMessage(error, Buffer.from(`x=${payload}`).toString('base64url')),
  'as hexadecimal digits': (error, { payload }) => withMessage(error, Buffer.from(payload).toString('hex')),
  'as a buffer': (error, { payload }) => withMessage(error, 'Failed', { sent: Buffer.from(payload) }),
  'as a list of bytes': (error, { payload }) => withMessage(error, JSON.stringify(Buffer.from(payload))),
  'in a URL': (error, { payload }) => withMessage(error, `POST /?q=${encodeURIComponent(payload)}`),
  'as JSON in JSON': (error, { payload }) => withMessage(error, JSON.stringify(JSON.stringify({ payload }))),
  'in the cause of a cause': (error, { payload }) =>
    withMessage(error, 'Failed', new Error('Failed', { cause: { command: ['SET', payload] } })),
  'in one of several errors': (error, { payload }) =>
    withMessage(error, 'Failed', new AggregateError([new Error('Failed'), new Error(payload)])),
  'in a property': (error, { payload }) => Object.assign(error, { parameters: [payload] }),
  'in a property that is not enumerable': (error, { payload }) =>
    Object.defineProperty(error, 'query', { value: payload, enumerable: false }),
  'in the stack': (error, { payload }) => Object.assign(error, { stack: `${error.stack}\n    at update(${payload})` }),
};

export const brokenAtSecrecy = [
  ...Object.entries(quotes).map(([how, quote]) =>
    broken(`errors contain the payload: ${how}`, ['97a'], quoting(quote)),
  ),
  broken(
    'errors contain the owner',
    ['97a'],
    quoting((error, { owner }) => withMessage(error, `There is no ${owner}.`)),
  ),
  broken(
    'errors contain an attribute',
    ['97a'],
    quoting((error, { attributes }) => withMessage(error, JSON.stringify(attributes))),
  ),
];
