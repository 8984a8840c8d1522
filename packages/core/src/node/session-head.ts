import { serializeSetCookie } from '../cookie/set-cookie.js';
import { applyCachingHeaders } from '../http/caching-headers.js';
import type { CommitResult } from '../http/request-binding.js';
import { HeadHeaders } from './head-headers.js';
import type { HoldableResponse, SendingCallName } from './node-exchange.js';

/** Adds to the head that a call is about to send what the commit asks for, and returns the call to make. */
export function withSessionHead(
  response: HoldableResponse,
  name: SendingCallName,
  call: readonly unknown[],
  result: CommitResult,
): readonly unknown[] {
  if (!result.accessed && !result.cookies.length) return call;
  const headers = new HeadHeaders(response, name === 'writeHead' ? call : []);
  if (result.cookies.length) headers.appendCookies(result.cookies.map(serializeSetCookie));
  applyCachingHeaders(headers, result);
  return name === 'writeHead' ? headers.toCall() : call;
}
