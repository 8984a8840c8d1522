import type { NodeRequest } from '@sess/core/node';

/** What a request of Express or Connect may have besides what Node gives it. */
export type IncomingRequest = NodeRequest & {
  readonly originalUrl?: string;
  readonly secure?: boolean;
  /** Set by cookie-parser, as are the next two. */
  readonly secret?: string;
  readonly cookies?: object;
  readonly signedCookies?: object;
};

/** Whether the browser used HTTPS. `proxy`: whether to believe `X-Forwarded-Proto`; `undefined`: ask Express. */
export function usedHttps({ socket, headers, secure }: IncomingRequest, proxy: boolean | undefined): boolean {
  if ('encrypted' in socket && socket.encrypted) return true;
  if (proxy === undefined) return secure === true;
  if (!proxy) return false;
  const [first = ''] = String(headers['x-forwarded-proto'] ?? '').split(',', 1);
  return first.trim().toLowerCase() === 'https';
}

/** Returns the path that the browser has requested, before routers have shortened it. */
export function requestedPath({ originalUrl, url = '/' }: IncomingRequest): string {
  const target = originalUrl ?? url;
  // A proxy may send the whole URL (RFC 9112, section 3.2.2).
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(target)?.[1] ?? /^[^?#]*/.exec(target)![0];
  return path || '/';
}
