import { isAnySaid, type ReadHeader, type Sign } from './prefetch.js';

/** How proxies say that the browser came to them by HTTPS: besides `Forwarded` (RFC 7239), what Rack and IIS heed, and CloudFront sends. */
const signs: readonly Sign[] = [
  // The first value comes from the proxy nearest to the browser.
  ['x-forwarded-proto', /^\s*https\s*(,|$)/i],
  ['forwarded', /^[^,]*(?<=^|;)\s*proto="?https"?\s*(;|,|$)/i],
  ['x-forwarded-scheme', /^https$/i],
  ['x-forwarded-ssl', /^on$/i],
  ['front-end-https', /^on$/i],
  ['cloudfront-forwarded-proto', /^https$/i],
];

/** The names of the headers that {@link cameFromHttps} reads; without one of them it has nothing to go by. */
export const forwardingHeaders = [...signs.map(([name]) => name), 'origin', 'referer'];

/** Whether a header says that the browser came by HTTPS. Anybody can send one: it is a reason to warn, and never to trust. */
export function cameFromHttps(header: ReadHeader): boolean {
  return isAnySaid(signs, header) || isSentFromHttps(header);
}

/** A page of this very host was loaded by HTTPS, so a proxy that says nothing has ended it. */
function isSentFromHttps(header: ReadHeader): boolean {
  const [origin, referer] = [header('origin'), header('referer')];
  if (origin === '' && referer === '') return false;
  const own = `https://${header('host')}/`.toLowerCase();
  return own !== 'https:///' && [`${origin}/`, referer].some((from) => from.toLowerCase().startsWith(own));
}
