import type { IncomingMessage } from 'node:http';
import { isUint8Array } from 'node:util/types';
import { type HoldableResponse, isHttp2, type SendingName } from '../node-exchange.js';
import { headersOfHead } from './head-headers.js';
import { http } from './node-http.js';

/**
 * Throws what Node would throw for this head. A kept call must throw when it is made, because no caller could catch it
 * later.
 *
 * The errors are Node's own, thrown by a response that is never sent.
 */
export function refuseHead(response: HoldableResponse, name: SendingName, args: readonly unknown[]): void {
  // http2 checks nothing before the head is sent.
  if (isHttp2(response)) return;
  const isExplicit = name === 'writeHead';
  const status = Number(isExplicit ? args[0] : response.statusCode);
  if (status >= 100 && status <= 999 && !(isExplicit && headersOfHead(args).headers)) return;
  // Every ServerResponse has it, but HoldableResponse leaves it out.
  const { req } = response as unknown as { req: IncomingMessage };
  const probe: Pick<HoldableResponse, 'setHeader' | 'writeHead'> = new (http().ServerResponse)(req);
  // The headers that are set decide which ones may be added.
  for (const [header, value] of Object.entries(response.getHeaders())) probe.setHeader(header, value as string);
  probe.writeHead(...(isExplicit ? args : [response.statusCode]));
}

/** Throws what Node would throw for a chunk that is not text or bytes. */
export function refuseChunk(response: HoldableResponse, name: SendingName, [chunk]: readonly unknown[]): void {
  if (typeof chunk === 'string' || isUint8Array(chunk)) return;
  if (name === 'end' ? !chunk || typeof chunk === 'function' : name !== 'write') return;
  if (isHttp2(response) && ArrayBuffer.isView(chunk)) return;
  new (http().OutgoingMessage)().write(chunk);
}

/** Returns the error that Node throws when headers are changed after they were sent. */
export function headersSentError(verb: 'append' | 'remove' | 'set' | 'write', response: HoldableResponse): Error {
  return isHttp2(response)
    ? Object.assign(new Error('Response has already been initiated.'), { code: 'ERR_HTTP2_HEADERS_SENT' })
    : Object.assign(new Error(`Cannot ${verb} headers after they are sent to the client`), {
        code: 'ERR_HTTP_HEADERS_SENT',
      });
}
