import { completeFacts, factHeaders, readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import type { NodeRequest } from './node-exchange.js';

const namesOfFacts = factHeaders();

/** Reads the facts of a request of Node. */
export function requestFactsOf(
  request: NodeRequest,
  isSecure: ((request: NodeRequest) => boolean) | undefined,
): RequestFacts {
  const secure = isSecure ? isSecure(request) : usedHttps(request);
  const { headers, method = 'GET' } = request;
  // The headers of a request are fewer than the ones that could be looked up.
  if (!Object.keys(headers).some((name) => namesOfFacts.has(name))) return completeFacts({ method, secure });
  return readRequestFacts({ method, secure }, (name) => {
    const value = headers[name];
    return value === undefined ? '' : String(value);
  });
}

function usedHttps(request: NodeRequest & { readonly secure?: unknown }): boolean {
  // Express knows which proxies it may trust.
  if (typeof request.secure === 'boolean') return request.secure;
  if ('encrypted' in request.socket && request.socket.encrypted) return true;
  return 'scheme' in request && request.scheme === 'https';
}
