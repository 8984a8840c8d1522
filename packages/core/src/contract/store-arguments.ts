import { SessionError } from './errors.js';

/** What a verb of a store was called with: only what that verb takes. Callers without types may hand over anything. */
export interface StoreArguments {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly revision?: unknown;
  readonly owner?: unknown;
  /** May be `undefined`: from the beginning. */
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
 * Refuses what must never reach a backend: many drivers take a condition that is `undefined` for none, so that a deletion
 * hits every row; take an object for a query; and send a line break in a key as the next command.
 *
 * For stores: one line at the beginning of each verb, before anything is sent. What is named is checked, also where it is
 * `undefined`.
 *
 * @param call - What was called, for the error: `'RedisSessionStore.delete'`.
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
