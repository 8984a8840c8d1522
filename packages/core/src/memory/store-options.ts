import { warn } from '#platform';
import { SessionError } from '../contract/errors.js';
import { checkOptions, clockRule, countRule } from '../store/check-options.js';

const name = 'MemorySessionStore';

interface Options {
  readonly clock?: unknown;
  readonly maxSessions?: unknown;
  readonly maxPayloadBytes?: unknown;
  readonly shareWith?: unknown;
}

/**
 * Checks the options of a new store, and warns of one in production. A store that shares its records with another is
 * part of that one.
 *
 * @throws {@link SessionError} `INVALID_OPTION` that names the option
 */
export function checkStoreOptions(options: Options): void {
  checkOptions(name, options, {
    clock: clockRule,
    maxSessions: countRule,
    maxPayloadBytes: countRule,
    shareWith: [(value) => typeof value === 'object' && value !== null, 'must be a MemorySessionStore'],
  });
  if (options.shareWith === undefined) return warnInProduction();
  for (const bound of ['maxSessions', 'maxPayloadBytes'] as const) {
    if (options[bound] === undefined) continue;
    throw new SessionError(
      'INVALID_OPTION',
      `${name}.${bound} comes from the store in shareWith: leave one of the two out`,
    );
  }
}

/** Sessions that are lost with each deployment look like visitors who sign out. */
function warnInProduction(): void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  if (process?.env?.['NODE_ENV'] !== 'production') return;
  warn(
    'SESS_MEMORY_STORE',
    'MemorySessionStore is for development and tests: every session ends with the process, and no other process sees ' +
      'it. Use another store, for example that of @sess/prisma.',
  );
}
