import { ServerResponse } from 'node:http';
import { type HoldableResponse, isHttp2, type NodeResponse } from './node-exchange.js';

const headersSentOfNode = getterOf('headersSent');
const writableEndedOfNode = getterOf('writableEnded');

/** Responses whose head, or whose end, a hold keeps: for the holds above it they are sent. */
const keptParts = { head: new WeakSet<object>(), end: new WeakSet<object>() };

/**
 * Whether the headers have been sent, as Node knows it. The property `headersSent` belongs to anybody: `@fastify/express` shadows
 * it with one that is false for ever.
 */
export function isHeadSent(response: HoldableResponse): boolean {
  if (keptParts.head.has(response)) return true;
  if (isHttp2(response)) return response.stream.headersSent;
  return response instanceof ServerResponse ? Boolean(headersSentOfNode.call(response)) : response.headersSent;
}

/** Whether `end` was called, likewise. */
export function isEnded(response: HoldableResponse): boolean {
  if (keptParts.end.has(response)) return true;
  // oxlint-disable-next-line typescript/no-deprecated -- the only other name for it, which nobody shadows
  if (isHttp2(response)) return response.finished;
  return response instanceof ServerResponse ? Boolean(writableEndedOfNode.call(response)) : response.writableEnded;
}

/** Lets a part that is kept count as sent; returns what takes that back. */
export function countAsSent(response: HoldableResponse, part: keyof typeof keptParts): () => void {
  const kept = keptParts[part];
  if (kept.has(response)) return () => undefined;
  kept.add(response);
  return () => void kept.delete(response);
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
