import { SessionError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from './duration.js';
import { refuseUnknownOptions } from './option-names.js';

/** How long a session lives: two timeouts that both apply. */
export interface LifetimeOptions {
  /** Ends this long after the last request that loaded the session. */
  readonly idle?: Duration;
  /** Ends this long after the session began, used or not. For no limit, write `Infinity`. */
  readonly absolute?: Duration;
}

/** The manager's options for sessions without a named lifetime. */
export interface DefaultLifetime {
  readonly idleTimeout?: Duration;
  readonly absoluteTimeout?: Duration;
  readonly renewEvery?: Duration;
}

export interface Lifetime {
  readonly idle: number;
  readonly absolute: number;
  /** The idle deadline moves at most once in this time, in milliseconds. */
  readonly renewEvery: number;
}

/**
 * An end that the application chose for one session: `after` so many milliseconds without a visit, `at` an instant, or
 * when the browser closes (which ends the cookie; the timeouts on the server still apply).
 */
export type Expiry = { readonly after: number } | { readonly at: number } | 'browser-close';

const day = 86_400_000;

/** The least bare number that is accepted as a lifetime in milliseconds. */
export const shortestNumber = 1000;

/** The longest time that browsers keep a cookie (RFC 6265bis, section 5.5). */
export const longestCookieLife = 400 * day;

export class Lifetimes {
  readonly #byName = new Map<string, Lifetime>();

  constructor(
    { idleTimeout: idle = 14 * day, absoluteTimeout: absolute = 90 * day, renewEvery }: DefaultLifetime,
    named: Readonly<Record<string, LifetimeOptions>>,
  ) {
    const every = renewEvery === undefined ? Infinity : durationToMilliseconds(renewEvery, 'renewEvery');
    this.#add('default', { idle, absolute }, every, ['idleTimeout', 'absoluteTimeout']);
    if (every !== Infinity && every >= this.of('default').idle) {
      const message = 'renewEvery must be shorter than idleTimeout, or sessions end while in use.';
      throw new SessionError('INVALID_OPTION', message);
    }
    const given: unknown = named;
    if (typeof given !== 'object' || !given || Array.isArray(given))
      throw new SessionError('INVALID_OPTION', 'lifetimes must be an object: { remembered: { idle: { days: 60 } } }.');
    if (Object.hasOwn(named, 'default')) {
      throw new SessionError(
        'INVALID_OPTION',
        'lifetimes.default: use the options idleTimeout and absoluteTimeout instead.',
      );
    }
    for (const [name, options] of Object.entries(named)) {
      const option = `lifetimes.${name}`;
      refuseUnknownOptions(option, options, ['idle', 'absolute']);
      this.#add(name, { idle, absolute, ...options }, every, [`${option}.idle`, `${option}.absolute`]);
    }
  }

  #add(name: string, options: Required<LifetimeOptions>, every: number, names: readonly [string, string]): void {
    const idle = durationToMilliseconds(options.idle, names[0], shortestNumber);
    const absolute = durationToMilliseconds(options.absolute, names[1], shortestNumber);
    if (idle > absolute) throw new SessionError('INVALID_OPTION', `${names[0]} must not be longer than ${names[1]}.`);
    const usual = Math.min(idle / 20, day);
    this.#byName.set(name, { idle, absolute, renewEvery: every < idle ? every : usual });
  }

  /** The longest absolute timeout of all lifetimes. */
  get longestAbsolute(): number {
    return Math.max(...[...this.#byName.values()].map(({ absolute }) => absolute));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Returns the configured lifetime of that name, or the default lifetime if the configuration has dropped it. */
  of(name: string | undefined): Lifetime {
    return this.#byName.get(name ?? 'default') ?? this.#byName.get('default')!;
  }
}

/** Returns when a session that is visited `now` ends; `latest` is the last deadline that its store can keep. */
export function deadlineFor(
  now: number,
  createdAt: number,
  lifetime: Lifetime,
  expiry: Expiry | undefined,
  latest = Infinity,
): number {
  return Math.min(expiryAt(expiry) ?? now + idleOf(lifetime, expiry), createdAt + lifetime.absolute, latest);
}

/**
 * Whether a stored session has ended by today's timeouts, even if its stored deadline is later.
 *
 * `granted` is the time from the last visit to the stored deadline, from which the time of that visit follows.
 */
export function isOver(
  now: number,
  stored: { readonly createdAt: number; readonly expiresAt: number },
  granted: number,
  lifetime: Lifetime,
  expiry: Expiry | undefined,
): boolean {
  const lastVisit = stored.expiresAt - granted;
  return now >= stored.expiresAt || now >= deadlineFor(lastVisit, stored.createdAt, lifetime, expiry);
}

/** Whether the deadline would move far enough to be worth a write. */
export function isRenewalDue(stored: number, fresh: number, lifetime: Lifetime, expiry: Expiry | undefined): boolean {
  const every = Math.min(lifetime.renewEvery, idleOf(lifetime, expiry) / (expiryAfter(expiry) === undefined ? 1 : 20));
  return fresh !== stored && Math.abs(fresh - stored) >= every;
}

/**
 * Returns when the browser may forget the cookie: an instant (perhaps `Infinity`), or `undefined` for when it closes.
 */
export function cookieEnd(createdAt: number, lifetime: Lifetime, expiry: Expiry | undefined): number | undefined {
  if (expiry === 'browser-close') return undefined;
  return Math.min(expiryAt(expiry) ?? Infinity, createdAt + lifetime.absolute);
}

/** Returns the instant of an `at`. */
export function expiryAt(expiry: Expiry | undefined): number | undefined {
  return typeof expiry === 'object' && 'at' in expiry ? expiry.at : undefined;
}

/** Returns the milliseconds of an `after`. */
export function expiryAfter(expiry: Expiry | undefined): number | undefined {
  return typeof expiry === 'object' && 'after' in expiry ? expiry.after : undefined;
}

function idleOf(lifetime: Lifetime, expiry: Expiry | undefined): number {
  return expiryAfter(expiry) ?? lifetime.idle;
}
