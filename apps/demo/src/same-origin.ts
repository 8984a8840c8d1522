import type { RequestHandler } from 'express';
import { Refusal } from './refusal.js';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses requests that another site may have sent in the visitor's name (CSRF).
 *
 * Browsers say in `Sec-Fetch-Site` which site sent a request, and older ones in `Origin`. Scripts can set neither. A
 * request without both is refused too. Unlike a token, this protects visitors without a session, who sign in above all,
 * and forms that were opened before the session's key changed. The cookie's SameSite=Lax is a second protection.
 */
export const sameOriginOnly: RequestHandler = (request, _response, next) => {
  if (safeMethods.includes(request.method)) return next();
  const site = request.get('sec-fetch-site');
  // "none" is an action of the visitor, for example reloading a page that a form led to.
  const isSameOrigin = site
    ? site === 'same-origin' || site === 'none'
    : hostOf(request.get('origin')) === request.get('host');
  if (isSameOrigin) return next();
  next(new Refusal(403, 'CROSS_SITE', 'This request came from another site, or does not say where it came from.'));
};

/** Returns the host of an origin, or `null`, which no `Host` header equals. */
function hostOf(origin: string | undefined): string | null {
  return origin && URL.canParse(origin) ? new URL(origin).host : null;
}
