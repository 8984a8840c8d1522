import type { NodeRequest, NodeResponse } from './node-exchange.js';

/**
 * Whether the request switches protocols, so that there is no response to hold.
 *
 * Node marks such a request where the server listens to `upgrade`. What stands in for a response there is the host's own: ws suggests
 * `{}`, engine.io has an object with a few methods, and express-ws a `ServerResponse` that never reaches the socket.
 */
export function isUpgrade(request: NodeRequest, response: NodeResponse): boolean {
  if ('upgrade' in request && request.upgrade === true) return true;
  return typeof (response as Partial<NodeResponse>).getHeaders !== 'function';
}
