import { ServerResponse } from 'node:http';
import { holdsOf } from './holds.js';
import { type HoldableResponse, isHttp2, type NodeResponse } from './node-exchange.js';

const headersSentOfNode = getterOf('headersSent');
const writableEndedOfNode = getterOf('writableEnded');

/**
 * Whether the headers have been sent, as Node knows it. The property `headersSent` belongs to anybody: `@fastify/express` shadows
 * it with one that is false for ever.
 */
export function isHeadSent(response: HoldableResponse): boolean {
  if (holdsOf(response)?.keepsHead) return true;
  if (response instanceof ServerResponse) return Boolean(headersSentOfNode.call(response));
  return isHttp2(response) ? response.stream.headersSent : response.headersSent;
}

/** Whether `end` was called, likewise. */
export function isEnded(response: HoldableResponse): boolean {
  if (holdsOf(response)?.keepsEnd) return true;
  if (response instanceof ServerResponse) return Boolean(writableEndedOfNode.call(response));
  // oxlint-disable-next-line typescript/no-deprecated -- the only other name for it, which nobody shadows
  return isHttp2(response) ? response.finished : response.writableEnded;
}

function getterOf(name: 'headersSent' | 'writableEnded'): () => unknown {
  let owner: object = ServerResponse.prototype;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with each response
  return Object.getOwnPropertyDescriptor(owner, name)!.get!;
}

/** Whether the client has gone, or the response was destroyed, so that nothing reaches anybody. */
export function hasLeft(response: NodeResponse): boolean {
  return isHttp2(response) ? response.stream.destroyed : response.destroyed;
}
