import type { RequestFacts } from '../http/request-facts.js';
import type { NodeRequest } from './node-exchange.js';

/** Reads from a request of Node what core must know of it. */
export function requestFactsOf(
  request: NodeRequest,
  isSecure: ((request: NodeRequest) => boolean) | undefined,
): RequestFacts {
  const secure = isSecure ? isSecure(request) : cameByHttps(request);
  return {
    secure,
    method: request.method ?? 'GET',
    prefetch: isPrefetch(request.headers),
    untrustedForwarding: !secure && wasForwardedFromHttps(request.headers),
  };
}

function cameByHttps(request: NodeRequest & { readonly secure?: unknown }): boolean {
  // Express knows which proxies it may believe.
  if (typeof request.secure === 'boolean') return request.secure;
  if ('encrypted' in request.socket && request.socket.encrypted) return true;
  return 'scheme' in request && request.scheme === 'https';
}

/** By Sec-Purpose of the Fetch standard, and the names it had before in Chromium, Firefox and Safari. */
function isPrefetch(headers: NodeRequest['headers']): boolean {
  const said = (name: string, word: string): boolean =>
    String(headers[name] ?? '')
      .toLowerCase()
      .includes(word);
  return (
    said('sec-purpose', 'prefetch') ||
    said('purpose', 'prefetch') ||
    said('x-moz', 'prefetch') ||
    said('x-purpose', 'preview')
  );
}

/** What stands first was said by the proxy nearest to the browser. */
function wasForwardedFromHttps(headers: NodeRequest['headers']): boolean {
  const first = (name: string): string =>
    String(headers[name] ?? '')
      .split(',', 1)[0]!
      .trim();
  return /^https$/i.test(first('x-forwarded-proto')) || /(^|;)\s*proto="?https"?\s*(;|$)/i.test(first('forwarded'));
}
