import { STATUS_CODES } from 'node:http';
import { reportError } from '#platform';
import { isForSharedCaches } from '../http/caching-headers.js';
import { errorHeaders } from '../http/error-headers.js';
import { type HeaderValue, type HoldableResponse, isHttp2, type SendingCallName } from './node-exchange.js';

export type Headers = Readonly<Record<string, HeaderValue | undefined>>;

/** What speaks of a content that is not sent after all, and would have the error page cut short or kept in caches. */
const aboutContent =
  /^(content-(?!security)|(repr-)?digest$|etag$|last-modified$|accept-ranges$|transfer-encoding$|trailer$|location$|expires$|cache-control$|surrogate-|x-accel-)/;

/**
 * Clears the way for an error page: what the handler has set is gone, cookies included; what stood before it (CORS, CSP, HSTS)
 * stays.
 */
export function prepareErrorPage(response: HoldableResponse, before: Headers, error: unknown): void {
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (!(name in before) || aboutContent.test(name) || isForSharedCaches(name)) response.removeHeader(name);
    else if (before[name] !== value) response.setHeader(name, before[name] as string);
  }
  response.statusCode = statusOf(error);
  if (!isHttp2(response) && 'statusMessage' in response) response.statusMessage = '';
  for (const [name, value] of Object.entries(errorHeaders(error))) response.setHeader(name, value);
}

/** Answers with a plain error page, by way of `send`; tells nothing of the error but its status. */
export function sendErrorPage(
  response: HoldableResponse,
  before: Headers,
  error: unknown,
  send: (name: SendingCallName, call: readonly unknown[]) => unknown,
): void {
  prepareErrorPage(response, before, error);
  const status = statusOf(error);
  const body = `${STATUS_CODES[status] ?? status}\n`;
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  send('writeHead', [status, headers]);
  const { req } = response as unknown as { req?: { method?: string } }; // both kinds of response have it; the view leaves it out
  send('end', req?.method === 'HEAD' ? [] : [body]);
}

/**
 * Tells a pipeline that still writes to the response, and would take `finish` for its own success. Not earlier: on an error it
 * destroys the response, and the error page with it.
 */
export function failBeforeFinish(response: HoldableResponse, error: unknown): void {
  response.prependOnceListener('finish', () => {
    try {
      if (response.listenerCount('error') > 0) response.emit('error', error);
    } catch (thrown) {
      // The listener of a pipe of Node 0.8 throws what nobody else listens to.
      if (thrown !== error) reportError(thrown);
    }
  });
}

/** Breaks a response off, so that nobody takes for complete what went out of it. */
export function breakOff(response: HoldableResponse): void {
  const internalError = 2; // RFC 9113, section 7: INTERNAL_ERROR
  if (isHttp2(response)) {
    response.stream.close(internalError);
    return;
  }
  try {
    response.destroy();
  } catch (error) {
    reportError(error);
    response.socket?.destroy();
  }
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error && 'status' in error ? Number(error.status) : NaN;
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}
