import { completeFacts, isFactHeader, readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import type { NodeRequest } from './node-exchange.js';

/** Reads from a request of Node what core must know of it. */
export function requestFactsOf(
  request: NodeRequest,
  isSecure: ((request: NodeRequest) => boolean) | undefined,
): RequestFacts {
  const secure = isSecure ? isSecure(request) : cameByHttps(request);
  const { headers, method = 'GET' } = request;
  // Twenty headers that are not there take longer to look up than the few that are.
  if (!Object.keys(headers).some(isFactHeader)) return completeFacts({ method, secure });
  return readRequestFacts({ method, secure }, (name) => {
    const value = headers[name];
    return value === undefined ? '' : String(value);
  });
}

function cameByHttps(request: NodeRequest & { readonly secure?: unknown }): boolean {
  // Express knows which proxies it may believe.
  if (typeof request.secure === 'boolean') return request.secure;
  if ('encrypted' in request.socket && request.socket.encrypted) return true;
  return 'scheme' in request && request.scheme === 'https';
}
