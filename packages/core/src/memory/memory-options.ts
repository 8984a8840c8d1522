import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { warnInProduction } from './production-warning.js';

const name = 'MemorySessionStore';

/**
 * Refuses, by its name, an option that is unknown or makes no sense; callers without types may hand over anything. Warns of a new store
 * in production.
 */
export function checkMemoryOptions(options: object): void {
  refuseUnknownOptions(name, options, ['clock', 'maxSessions', 'maxPayloadBytes', 'shareWith']);
  const given = new Map<string, unknown>(Object.entries(options).filter(([, value]) => value !== undefined));
  for (const bound of ['maxSessions', 'maxPayloadBytes']) {
    const value = given.get(bound);
    if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) > 0)) {
      throw invalidOption(`${name}.${bound} must be a positive integer`);
    }
    if (value !== undefined && given.has('shareWith')) {
      throw invalidOption(`${name}.${bound} comes from the store in shareWith: leave one of the two out`);
    }
  }
  if (given.has('clock') && typeof given.get('clock') !== 'function') {
    throw invalidOption(`${name}.clock must be a function that answers with epoch milliseconds`);
  }
  if (!given.has('shareWith')) warnInProduction();
}

function invalidOption(message: string): SessionError {
  return new SessionError('INVALID_OPTION', message);
}
