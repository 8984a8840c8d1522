import type { NodeRequest, NodeResponse } from './node-exchange.js';

/**
 * Whether there is no response that could be held.
 *
 * - The request switches protocols. Node marks it where the server listens to `upgrade`. What stands in for a response there is the
 *   host's own: ws suggests `{}`, engine.io has an object with a few methods, and express-ws a `ServerResponse` that never reaches the
 *   socket.
 * - The response is one of node-mock-http or unenv, which mark theirs. Their callers read it as soon as `end` was called: h3 1's
 *   `toWebHandler`, and Nitro 2 where a server calls a route of its own and on platforms other than Node.
 */
export function cannotHold(request: NodeRequest, response: NodeResponse): boolean {
  if ('upgrade' in request && request.upgrade === true) return true;
  if ('__unenv__' in response) return true;
  return typeof (response as Partial<NodeResponse>).getHeaders !== 'function';
}
