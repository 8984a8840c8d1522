import type { SetCookie } from '@sess/core';
import { Cookie } from '../cookie.js';
import type { CookieSettings } from '../cookie-settings.js';
import { isPlain, type PlainData } from './plain-data.js';

/** What a session object says about its cookie. */
export interface GivenCookie {
  /** For storing: what differs from the defaults, without a deadline that moves with each visit. */
  readonly settings: PlainData;
  /** When the session ends, counted from now. Absent: as the manager says. */
  readonly expire?: { readonly after: { readonly seconds: number } };
  /** Whether the end is an instant, which visits do not move. */
  readonly isFixed: boolean;
  /** Whether the end that it gives is over. */
  readonly isOver: boolean;
}

/** Reads the cookie of a session object: of a middleware's class, of JSON, or of an application's own making. */
export function readCookie(given: unknown, cookies: CookieSettings, now: number): GivenCookie {
  const { expires, originalMaxAge, maxAge, ...rest } = toRecord(given);
  const after = [originalMaxAge, maxAge].find(isFiniteNumber);
  const at = instantOf(expires);
  const isFixed = after === undefined && at !== undefined;
  const attributes = Object.entries(rest).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'boolean',
  );
  const cookie = new Cookie(Object.fromEntries(attributes));
  cookie.originalMaxAge = after ?? null;
  const settings = { ...cookies.differences(cookie), ...(isFixed && { expires: at }) };
  const left = isFixed ? at - now : after;
  // Not as a bare number, which would have to be a second at least. Not as an instant, which core puts into a cookie.
  const expire = left !== undefined && left > 0 && { after: { seconds: left / 1000 } };
  const isOver = (after !== undefined && after <= 0) || (at !== undefined && at <= now);
  return { settings, ...(expire && { expire }), isFixed, isOver };
}

/** Returns the cookie of a stored session as a store of express-session returns it. */
export function cookieOf(stored: unknown, cookies: CookieSettings, expiresAt: number): Record<string, unknown> {
  const fixed = isPlain(stored) ? instantOf(stored['expires']) : undefined;
  const { expires, ...attributes } = cookies.restore(stored, expiresAt).data;
  const end = fixed === undefined ? expires : new Date(fixed);
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), expires: end ?? null };
}

/** The longest time that a cookie of a manager is for, whatever its absolute timeout is. */
const longestCookieSeconds = 400 * 86_400;

/** Whether a session was given a longer time than the absolute timeout, by which the manager's cookie was made. */
export function outlasts({ expire }: GivenCookie, { maxAgeSeconds = Infinity }: SetCookie): boolean {
  return expire !== undefined && maxAgeSeconds + 1 < Math.min(expire.after.seconds, longestCookieSeconds);
}

function toRecord(cookie: unknown): Record<string, unknown> {
  if (typeof cookie !== 'object' || cookie === null) return {};
  const { toJSON } = cookie as { readonly toJSON?: unknown };
  const given: unknown = typeof toJSON === 'function' ? toJSON.call(cookie) : cookie;
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Stores of JSON return a text. Old sessions have `false` for a cookie that lasts until the browser closes. */
function instantOf(expires: unknown): number | undefined {
  if (!(expires instanceof Date) && typeof expires !== 'string' && typeof expires !== 'number') return undefined;
  const instant = new Date(expires).getTime();
  return Number.isNaN(instant) ? undefined : instant;
}
