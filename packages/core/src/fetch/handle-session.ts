import { serializeSetCookie } from '../cookie/serialize-set-cookie.js';
import { SessionError, StoreError } from '../contract/errors.js';
import { applySessionHeaders } from '../http/caching-headers.js';
import type { Commit } from '../http/request-binding.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { SessionManager } from '../manager/session-manager.js';

/** How a `Request` is to be understood. */
export interface FetchOptions {
  /** Whether the browser came by HTTPS. @defaultValue what the request's URL says */
  readonly isSecure?: (request: Request) => boolean;
}

/**
 * Serves a fetch `Request` with sessions: `next` may call `sessions.get(request)`, and what it changed is stored before its
 * response is handed back.
 *
 * A response that streams its body has been committed by then: what the stream changes later needs `session.save()`.
 *
 * @throws what `next` throws; then nothing is stored. A commit that failed becomes the response: 503 with `Retry-After` when the
 * store is down, 401 or 409 when the session went away, else the error is thrown on.
 */
export async function handleSession<Data extends object, Name extends string>(
  sessions: SessionManager<Data, Name>,
  request: Request,
  next: () => Response | Promise<Response>,
  options: FetchOptions = {},
): Promise<Response> {
  let commit: Commit | undefined;
  sessions.bind(request, {
    cookieHeader: request.headers.get('cookie') ?? undefined,
    facts: factsOf(request, options),
    opened(ready) {
      commit = ready;
    },
  });
  try {
    const response = await next();
    if (!commit) return response;
    const result = await commit({ status: response.status, headersSent: false });
    return withSession(response, result.cookies.map(serializeSetCookie), result);
  } catch (error) {
    await commit?.({ status: 500, headersSent: false });
    return failedResponse(error);
  }
}

function factsOf(request: Request, { isSecure }: FetchOptions): RequestFacts {
  const { headers, method, url } = request;
  const secure = isSecure ? isSecure(request) : url.startsWith('https:');
  const purpose = `${headers.get('sec-purpose')} ${headers.get('purpose')}`;
  const forwarded = `${headers.get('x-forwarded-proto')} ${headers.get('forwarded')}`;
  return {
    secure,
    method,
    prefetch: /prefetch/.test(purpose),
    untrustedForwarding: !secure && /https/i.test(forwarded),
  };
}

/** Responses of `fetch` and `Response.redirect` have headers that cannot change, so the headers go on a copy. */
function withSession(
  response: Response,
  cookies: readonly string[],
  result: { readonly accessed: boolean; readonly cookies: readonly unknown[] },
): Response {
  const headers = new Headers(response.headers);
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  applySessionHeaders(
    {
      get: (name) => headers.get(name) ?? undefined,
      set: (name, value) => headers.set(name, value),
      remove: (name) => headers.delete(name),
    },
    result,
  );
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

function failedResponse(error: unknown): Response {
  if (!(error instanceof SessionError) || error.status === 500) throw error;
  return new Response(`${error.status}`, {
    status: error.status,
    ...(error instanceof StoreError && { headers: error.headers }),
  });
}
