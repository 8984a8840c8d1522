import { deadlineFor, expiryAfter, expiryAt, longestCookieLife } from '../options/lifetimes.js';
import type { Base } from '../session/base.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

/**
 * Whether the deadline is to be moved by sealing anew: when half of the idle time is over, because each seal is a
 * cookie, which two requests at once could set one over the other. So a session that is not visited in the second half
 * may end in it.
 */
export function isResealDue({ lifetimes, limits, now }: PersistenceContext, base: Base): boolean {
  const { createdAt, envelope, expiresAt } = base;
  const { expiry, idle: granted } = envelope;
  const lifetime = lifetimes.of(envelope.lifetime);
  const after = expiryAfter(expiry);
  const at = now();
  const fresh = Math.min(deadlineFor(at, createdAt, lifetime, expiry), limits.maxExpiresAt);
  // Browsers forget the cookie of a session that may outlive what they allow one, so it is sent again like an idle one.
  if (fresh === expiresAt && granted <= longestCookieLife) return false;
  const idle = expiryAt(expiry) === undefined ? (after ?? lifetime.idle) : Infinity;
  const half = Math.min(idle, longestCookieLife) / 2;
  return at - (expiresAt - granted) >= (after === undefined ? Math.max(half, lifetime.renewEvery) : half);
}

/** The latest deadline that any token of a session can carry which is sealed under today's timeouts. */
export function latestDeadline({ lifetimes, limits }: PersistenceContext, createdAt: number): number {
  return Math.min(createdAt + lifetimes.longestAbsolute, limits.maxExpiresAt);
}
