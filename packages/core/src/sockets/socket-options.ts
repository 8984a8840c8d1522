import { SessionError } from '../contract/errors.js';
import type { SessionStore } from '../contract/session-store.js';
import { type Duration, durationToMilliseconds } from '../options/duration.js';
import { refuseUnknownOptions } from '../options/option-names.js';

/** The options of {@link SessionSockets}. */
export interface SessionSocketsOptions {
  /**
   * How often the session of every open socket is looked up in the store: so long may a socket outlive a session that
   * was ended in another process. Each session is looked up once, however many sockets it has. With more than a minute,
   * sockets also close after a `regenerate` in another process, and the clients have to connect again.
   *
   * @defaultValue 30 seconds
   */
  readonly checkEvery?: Duration;
  /**
   * When a socket moves the idle deadline of its session:
   *
   * - `'on-use'`: at `edit` and `noteUse`. A tab that nobody looks at does not keep its session alive;
   * - `'while-open'`: as long as it is open, until the absolute timeout;
   * - `'never'`: only requests do. The only choice with a sealed store, because renewing takes a cookie.
   *
   * A handshake alone never does, because clients connect again by themselves.
   *
   * @defaultValue `'on-use'`
   */
  readonly renew?: 'on-use' | 'while-open' | 'never';
  /** The close code of a WebSocket whose session has ended, 3000 to 4999. @defaultValue 4401 */
  readonly closeCode?: number;
  /**
   * Sends a message to the other processes, which pass it to `receive`. Then they close their sockets at once, too. The
   * message is JSON with session ids and owners, and no secret. Its promise may reject; `onError` gets the error.
   */
  readonly publish?: (message: string) => unknown;
  /**
   * Called when looking up sessions fails, once for each outage, and when `publish` or a listener to `onEnd` fails.
   *
   * @defaultValue emits a warning of the process
   */
  readonly onError?: (error: unknown) => void;
}

/** The longest interval. Timers of Node cannot wait for more than 24 days. */
const longestInterval = 86_400_000;

/** Returns milliseconds. @throws {@link SessionError} `INVALID_OPTION`, naming what is wrong */
export function checkSocketOptions(options: SessionSocketsOptions, kind: SessionStore['kind']): number {
  const owner = 'SessionSockets';
  refuseUnknownOptions(owner, options, ['checkEvery', 'renew', 'closeCode', 'publish', 'onError']);
  const { checkEvery = 30_000, renew, closeCode = 4401 } = options;
  const refuse = (message: string): never => {
    throw new SessionError('INVALID_OPTION', `${owner}.${message}`);
  };
  if (renew !== undefined && !['on-use', 'while-open', 'never'].includes(renew))
    refuse("renew must be 'on-use', 'while-open' or 'never'");
  if (kind === 'sealed' && renew !== undefined && renew !== 'never')
    refuse("renew: with a sealed store only requests can renew a session, because it takes a cookie. Use 'never'.");
  if (!Number.isInteger(closeCode) || closeCode < 3000 || closeCode > 4999)
    refuse('closeCode must be a whole number from 3000 to 4999, the codes that applications may use');
  for (const name of ['publish', 'onError'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function') refuse(`${name} must be a function`);
  const interval = durationToMilliseconds(checkEvery, `${owner}.checkEvery`, 1000);
  if (interval > longestInterval) refuse('checkEvery must be a day at most');
  return interval;
}
