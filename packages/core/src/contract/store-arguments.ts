import { SessionError } from './errors.js';

/** The arguments of a store's verb: only those that it takes. Callers without types may pass anything. */
export interface StoreArguments {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly revision?: unknown;
  readonly owner?: unknown;
  /** May be `undefined`, for the first page. */
  readonly cursor?: unknown;
  readonly limit?: unknown;
  /** A list of ids. */
  readonly except?: unknown;
}

const isId = (value: unknown): boolean => typeof value === 'string' && /^[a-z0-9]{1,40}$/.test(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const rules: Readonly<Record<keyof StoreArguments, readonly [isRight: (value: unknown) => boolean, demand: string]>> = {
  id: [isId, 'must be 1 to 40 characters of a-z and 0-9'],
  version: [(value) => typeof value === 'string', 'must be a string'],
  revision: [isText, 'must be a string that is not empty'],
  owner: [isText, 'must be a string that is not empty'],
  cursor: [(value) => value === undefined || typeof value === 'string', 'must be a string, or absent'],
  limit: [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'must be a whole number from 1 on'],
  except: [(value) => Array.isArray(value) && value.every(isId), 'must be a list of session ids'],
};

/**
 * Refuses arguments that must never reach a backend. Many drivers treat a condition that is `undefined` as no
 * condition, so that a deletion removes every row; treat an object as a query; and send a line break in a key as the
 * next command.
 *
 * For stores: call it at the beginning of each verb, before anything is sent. It checks every property that is
 * present, even if it is `undefined`.
 *
 * @param call - The name of the call, for the error: `'RedisSessionStore.delete'`.
 * @throws {@link SessionError} `INVALID_ARGUMENT` that names the argument and quotes nothing of it
 * @example
 * ```ts
 * function load(id: string): void {
 *   refuseBadArguments('RedisSessionStore.load', { id });
 * }
 * ```
 */
export function refuseBadArguments(call: string, given: StoreArguments): void {
  for (const name of Object.keys(given) as (keyof StoreArguments)[]) {
    const [isRight, demand] = rules[name];
    if (isRight(given[name])) continue;
    const kind =
      given[name] === null ? 'null' : Array.isArray(given[name]) ? 'an array' : `of type ${typeof given[name]}`;
    throw new SessionError('INVALID_ARGUMENT', `${call}: ${name} ${demand}; what was given is ${kind}.`);
  }
}
