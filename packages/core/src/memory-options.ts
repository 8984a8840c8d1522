import { SessionError } from './contract/errors.js';

const optionNames = ['clock', 'maxSessions', 'maxPayloadBytes', 'shareWith'];

/** Refuses, by its name, an option that is unknown or makes no sense; callers without types may hand over anything. */
export function refuseBadOptions(options: object): void {
  const given = new Map<string, unknown>(Object.entries(options));
  for (const [name, value] of given) {
    if (!optionNames.includes(name)) {
      throw invalidOption(`MemorySessionStore has no option '${name}': it knows ${optionNames.join(', ')}.`);
    }
    if (value === undefined) continue;
    if (name.startsWith('max') && !(Number.isSafeInteger(value) && Number(value) > 0)) {
      throw invalidOption(`MemorySessionStore: '${name}' must be a positive integer.`);
    }
    if (name === 'clock' && typeof value !== 'function') {
      throw invalidOption("MemorySessionStore: 'clock' must be a function that answers with epoch milliseconds.");
    }
    if (name === 'shareWith' && given.size > 1) {
      throw invalidOption(
        "MemorySessionStore: 'shareWith' takes clock and bounds from the other store and stands alone.",
      );
    }
  }
}

function invalidOption(message: string): SessionError {
  return new SessionError('INVALID_OPTION', message);
}
