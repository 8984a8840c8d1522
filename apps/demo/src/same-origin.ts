import type { RequestHandler } from 'express';
import { Refusal } from './refusal.js';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site may have sent in the visitor's name (CSRF).
 *
 * Browsers say in `Sec-Fetch-Site` who made a request, older ones in `Origin`, and scripts can set neither; what says
 * nothing is refused too. Unlike a token this also covers a visitor for whom nothing is stored, the sign-in above all,
 * and a form that was opened before the session's key changed. Beside it stands the cookie's SameSite=Lax.
 */
export const sameOriginOnly: RequestHandler = (request, _response, next) => {
  if (safeMethods.includes(request.method)) return next();
  const site = request.get('sec-fetch-site');
  // "none" is the visitor's own doing, for instance reloading a page that a form led to.
  const fromHere = site
    ? site === 'same-origin' || site === 'none'
    : hostOf(request.get('origin')) === request.get('host');
  if (fromHere) return next();
  next(new Refusal(403, 'CROSS_SITE', 'This request came from another site, or does not say where it came from.'));
};

/** The host of an origin; `null` never equals a `Host` header. */
function hostOf(origin: string | undefined): string | null {
  return origin && URL.canParse(origin) ? new URL(origin).host : null;
}
