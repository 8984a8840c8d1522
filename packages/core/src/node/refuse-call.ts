import { type IncomingMessage, OutgoingMessage, ServerResponse } from 'node:http';
import { isUint8Array } from 'node:util/types';
import { headersOfHead } from './head-headers.js';
import { type HoldableResponse, isHttp2, type SendingCallName } from './node-exchange.js';

/**
 * Throws, at once, what Node would throw at the caller: later there is nobody left to catch it.
 *
 * The errors are Node's own, made by a response that nobody sees.
 */
export function refuseHead(response: HoldableResponse, name: SendingCallName, call: readonly unknown[]): void {
  // http2 asks nothing of a head before it goes out.
  if (isHttp2(response)) return;
  const isExplicit = name === 'writeHead';
  const status = Number(isExplicit ? call[0] : response.statusCode);
  if (status >= 100 && status <= 999 && !(isExplicit && headersOfHead(call).headers)) return;
  const { req } = response as unknown as { req: IncomingMessage }; // every ServerResponse has it; the view leaves it out
  const probe: Pick<HoldableResponse, 'setHeader' | 'writeHead'> = new ServerResponse(req);
  // What is set already decides what may come beside it.
  for (const [header, value] of Object.entries(response.getHeaders())) probe.setHeader(header, value as string);
  probe.writeHead(...(isExplicit ? call : [response.statusCode]));
}

/** Likewise for what is no body. */
export function refuseChunk(response: HoldableResponse, name: SendingCallName, [chunk]: readonly unknown[]): void {
  if (typeof chunk === 'string' || isUint8Array(chunk)) return;
  if (name === 'end' ? !chunk || typeof chunk === 'function' : name !== 'write') return;
  if (isHttp2(response) && ArrayBuffer.isView(chunk)) return;
  new OutgoingMessage().write(chunk);
}
