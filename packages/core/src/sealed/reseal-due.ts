import { deadlineFor, expiryAfter, expiryAt, longestCookieLife } from '../options/lifetimes.js';
import type { Base } from '../session/base.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

/**
 * Whether the record must be sealed again to move its deadline. That is when half of the idle time is over, because
 * every seal sets a cookie, and of two concurrent requests one could overwrite the cookie of the other. So a session
 * without a visit in the second half may end in it.
 */
export function isResealDue({ lifetimes, limits, now }: PersistenceContext, base: Base): boolean {
  const { createdAt, envelope, expiresAt } = base;
  const { expiry, idle: granted } = envelope;
  const lifetime = lifetimes.of(envelope.lifetime);
  const after = expiryAfter(expiry);
  const at = now();
  const fresh = deadlineFor(at, createdAt, lifetime, expiry, limits.maxExpiresAt);
  // A session may last longer than browsers keep a cookie, so its cookie is sent again in the same way.
  if (fresh === expiresAt && granted <= longestCookieLife) return false;
  const idle = expiryAt(expiry) === undefined ? (after ?? lifetime.idle) : Infinity;
  const half = Math.min(idle, longestCookieLife) / 2;
  return at - (expiresAt - granted) >= (after === undefined ? Math.max(half, lifetime.renewEvery) : half);
}

/** Returns the latest deadline that a token of the session can carry under today's timeouts. */
export function latestDeadline({ lifetimes, limits }: PersistenceContext, createdAt: number): number {
  return Math.min(createdAt + lifetimes.longestAbsolute, limits.maxExpiresAt);
}
