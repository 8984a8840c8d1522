import type { Duration } from '@sess/core';
import { isPlain, type PlainData } from './plain-data.js';

/** What a session object says about its cookie. */
export interface GivenCookie {
  /** For storing: what differs from the defaults, without a deadline that moves with each visit. */
  readonly settings: PlainData;
  /** When the session ends, counted from now. Absent: as the manager says. */
  readonly expire?: { readonly after: Duration };
  /** Whether the end is an instant, which visits do not move. */
  readonly isFixed: boolean;
  /** Whether the end that it gives is over. */
  readonly isOver: boolean;
}

/** What express-session sets if the application chooses nothing. */
export const usualCookie: PlainData = { path: '/', httpOnly: true, originalMaxAge: null };

const attributes = ['path', 'domain', 'httpOnly', 'secure', 'sameSite', 'priority', 'partitioned'] as const;

/** Reads the cookie of a session object: of a middleware's class, of JSON, or of an application's own making. */
export function readCookie(cookie: unknown, now: number, defaults = usualCookie): GivenCookie {
  const given = toRecord(cookie);
  const after = [given['originalMaxAge'], given['maxAge']].find(isFiniteNumber);
  const at = instantOf(given['expires']);
  const isFixed = after === undefined && at !== undefined;
  const all: Record<string, unknown> = { originalMaxAge: after ?? null, ...(isFixed && { expires: at }) };
  for (const name of attributes) {
    const value = given[name];
    if (typeof value === 'string' || typeof value === 'boolean') all[name] = value;
  }
  const settings = Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== defaults[name]));
  const isOver = (after !== undefined && after <= 0) || (at !== undefined && at <= now);
  const left = isFixed ? at - now : after;
  // Not as a bare number, which would have to be a second at least. Not as an instant, which core puts into a cookie.
  const expire = left !== undefined && left > 0 && { after: { seconds: left / 1000 } };
  return { settings, ...(expire && { expire }), isFixed, isOver };
}

/** Returns the cookie of a stored session as a store of express-session returns it. */
export function cookieOf(stored: unknown, expiresAt: number, defaults = usualCookie): Record<string, unknown> {
  const settings: PlainData = { ...defaults, ...(isPlain(stored) ? stored : {}) };
  const fixed = instantOf(settings['expires']);
  const end = typeof settings['originalMaxAge'] === 'number' ? expiresAt : fixed;
  return { ...settings, expires: end === undefined ? null : new Date(end) };
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
