import { SessionError } from '../contract/errors.js';

/** @throws {@link SessionError} `INVALID_OPTION` that names the option of the manager */
export function refuseManagerOption(option: string, problem: string): never {
  throw new SessionError('INVALID_OPTION', `SessionManager: ${option} ${problem}.`);
}
