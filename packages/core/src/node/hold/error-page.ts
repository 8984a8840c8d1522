import { reportError } from '#platform';
import { SessionError } from '../../contract/errors.js';
import { errorHeaders } from '../../contract/error-response.js';
import { isAboutContent } from '../../http/content-headers.js';
import { type Headers, type HoldableResponse, isHttp2, type SendingName } from '../node-exchange.js';
import { http } from './node-http.js';

/** Removes the headers that the handler has set, its cookies too. The ones from before it (CORS, CSP, HSTS) remain. */
export function prepareErrorPage(response: HoldableResponse, headersBefore: Headers, error: unknown): void {
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (!(name in headersBefore) || isAboutContent(name)) response.removeHeader(name);
    else if (headersBefore[name] !== value) response.setHeader(name, headersBefore[name] as string);
  }
  response.statusCode = statusOf(error);
  if (!isHttp2(response) && 'statusMessage' in response) response.statusMessage = '';
  if (!(error instanceof SessionError)) return;
  for (const [name, value] of Object.entries(errorHeaders(error))) response.setHeader(name, value);
}

/** Sends a plain error page by calling `send`. It shows nothing of the error but its status. */
export function sendErrorPage(
  response: HoldableResponse,
  headersBefore: Headers,
  error: unknown,
  send: (name: SendingName, args: readonly unknown[]) => unknown,
): void {
  prepareErrorPage(response, headersBefore, error);
  const status = statusOf(error);
  const body = `${http().STATUS_CODES[status] ?? status}\n`;
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  send('writeHead', [status, headers]);
  // Both kinds of response have it, but HoldableResponse leaves it out.
  const { req } = response as unknown as { req?: { method?: string } };
  send('end', req?.method === 'HEAD' ? [] : [body]);
}

/**
 * Emits the error to a pipeline that still writes to the response and would take `finish` for its own success. Not
 * earlier: a pipeline destroys the response on an error, and the error page with it.
 */
export function failBeforeFinish(response: HoldableResponse, error: unknown): void {
  response.prependOnceListener('finish', () => {
    try {
      if (response.listenerCount('error') > 0) response.emit('error', error);
    } catch (thrown) {
      // The listener of a pipe of Node 0.8 throws the error if it is the only listener.
      if (thrown !== error) reportError(thrown);
    }
  });
}

/** Breaks a response off, so that the client does not take what it got for complete. */
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
