import type { IncomingMessage } from 'node:http';
import type { RequestFacts } from '../http/request-facts.js';

/** Decides whether the browser came by HTTPS where neither the framework nor the socket can tell. */
export type IsSecure = (request: IncomingMessage) => boolean;

/** What core must know of a Node request, read when it is asked for: an untouched request pays nothing. */
export function requestFactsOf(request: IncomingMessage, isSecure: IsSecure | undefined): RequestFacts {
  const { headers } = request;
  const secure = isSecure ? isSecure(request) : cameByHttps(request);
  const purpose = `${headers['sec-purpose']} ${headers['purpose']} ${headers['x-moz']} ${headers['x-purpose']}`;
  const forwarded = `${headers['x-forwarded-proto']} ${headers['forwarded']}`;
  return {
    secure,
    method: request.method ?? 'GET',
    prefetch: /prefetch|prerender|preview/i.test(purpose),
    untrustedForwarding: !secure && /\bhttps\b/i.test(forwarded),
  };
}

function cameByHttps(request: IncomingMessage): boolean {
  // Express says so, after its own `trust proxy`; http2 has a scheme; else the socket knows.
  if ('secure' in request && typeof request.secure === 'boolean') return request.secure;
  if ('scheme' in request) return request.scheme === 'https';
  return 'encrypted' in request.socket && request.socket.encrypted === true;
}
