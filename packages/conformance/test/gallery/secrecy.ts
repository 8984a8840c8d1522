import { SessionError, type SessionRecord, SessionTooLargeError, StoreError } from '@sess/core';
import { storeError } from '../../src/fixture/error-kinds.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding, type StoreClass } from './broken-store.js';
import { overridingOwners } from './interruptions.js';

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
  broken(
    'the error of a payload that is too long shows its beginning',
    ['148'],
    class extends WiredStore {
      override refuseTooLarge(record: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
        try {
          super.refuseTooLarge(record);
        } catch {
          throw new SessionTooLargeError(`The session is too long: ${record.payload.slice(0, 20)}…`);
        }
      }
    },
  ),
  broken(
    'the error of a long owner quotes it',
    ['148'],
    overriding({
      create(next, [id, record, options]) {
        const { owner = '' } = record;
        if (owner.length <= 256) return next(id, record, options);
        return Promise.reject(new SessionTooLargeError(`The owner ${owner.slice(0, 40)}… is too long.`));
      },
    }),
  ),
  broken(
    'the error of an attribute that does not fit quotes it',
    ['148'],
    overriding({
      update(next, [id, record, version, options]) {
        const tooLong = Object.values(record.attributes ?? {}).find((value) => String(value).length > 256);
        if (tooLong === undefined) return next(id, record, version, options);
        return Promise.reject(new StoreError(`Data too long: '${tooLong}'`, { outcome: 'not-applied' }));
      },
    }),
  ),
  broken(
    'the error of an invalid owner quotes it',
    ['148'],
    overridingOwners(({ listByOwner }) => ({
      listByOwner(owner, ...rest) {
        if (typeof owner === 'string') return listByOwner(owner, ...rest);
        return Promise.reject(new SessionError('INVALID_ARGUMENT', `${JSON.stringify(owner)} is not an owner.`));
      },
    })),
  ),
];
