import { SessionError } from '../contract/errors.js';
import { errorResponse } from '../fetch/fetch-binding.js';
import { handleSession } from '../fetch/handle-session.js';
import { requireSessions } from '../http/require-sessions.js';
import { applySessionHeaders } from '../http/session-headers.js';
import { readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import type { SessionManager } from '../manager/session-manager.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { ReadonlySession } from '../session/readonly-session.js';
import type { Session } from '../session/session.js';
import { leavingOf, responseTo } from './leaving.js';
import { Mutations } from './mutations.js';
import { canSet, cookieHeaderOf, setCookies } from './next-cookies.js';
import type { NextCookies, NextFunctions, NextHeaders } from './next-functions.js';

/** A `NextResponse`, which `proxy.ts` returns. */
export interface ProxyResponse extends Response {
  readonly cookies: Pick<NextCookies, 'set'>;
}

/** What an application on Next.js uses. */
export interface NextSession<Data extends object, Name extends string> {
  /**
   * Returns the session, for Server Components: read only, once for each render, with what an action of the same
   * request has changed. It counts as a visit, so it moves the idle deadline, but not on a sealed store, which needs a
   * cookie for that: use `guard` there.
   *
   * @throws `StoreError` if the store could not reply
   */
  read(this: void): Promise<ReadonlySession<Data>>;
  /**
   * Changes the session, in Server Actions and route handlers. What `change` did is stored, and the cookie is set, when
   * it returns, and also when it leaves by `redirect()`, `permanentRedirect()`, `notFound()`, `forbidden()` or
   * `unauthorized()`. If it throws any other error, its changes are dropped. Calls of one request run one after
   * another. A call within another one, or within `route`, gets the same session, which is stored by the outer one.
   *
   * @throws what `change` throws, and an error if storing fails: the action has failed then. `SessionError`
   * `WRONG_TIME` in a Server Component and in `after()`, where no cookie can be set: use `sessions.edit(id)` there
   */
  mutate<Result>(this: void, change: (session: Session<Data, Name>) => Result | Promise<Result>): Promise<Result>;
  /**
   * Wraps a route handler so that it may call `sessions.get(request)`. Works like `handleSession`: the response is 503
   * with `Retry-After` if the store is down, and 401 or 409 if the session has ended. What the handler changed is also
   * stored when it leaves by `redirect()` and the like. A handler that is `force-static` throws `WRONG_TIME`.
   */
  route<Incoming extends Request, Context>(
    this: void,
    handler: (request: Incoming, context: Context) => Response | Promise<Response>,
  ): (request: Incoming, context: Context) => Promise<Response>;
  /**
   * Makes a `proxy` function, which runs before pages and route handlers. It renews the session on every kind of store,
   * and what it stores is seen by the page of the same request. `decide` returns `NextResponse.next()` or a
   * redirection, and may change the session. The response is 503 with `Retry-After` if the store is down.
   */
  guard<Incoming extends Request, Returned extends ProxyResponse>(
    this: void,
    decide: (session: Session<Data, Name>, request: Incoming) => Returned | Promise<Returned>,
  ): (request: Incoming) => Promise<Returned | Response>;
}

/**
 * Returns the functions by which an application on Next.js (App Router) reads and changes its sessions. Next's own
 * functions are passed to it.
 *
 * @throws `SessionError` `INVALID_ARGUMENT` and `INVALID_OPTION` for what is missing, unknown or of the wrong type
 * @example
 * ```ts
 * import { nextSession } from '@sess/core/next';
 * import { cookies, headers } from 'next/headers';
 * import { cache } from 'react';
 *
 * export const { read, mutate, route, guard } = nextSession(sessions, { cookies, headers, cache });
 * ```
 */
export function nextSession<Data extends object, Name extends string>(
  sessions: SessionManager<Data, Name>,
  functions: NextFunctions,
): NextSession<Data, Name> {
  requireSessions('nextSession', sessions);
  checkFunctions(functions);
  const { cookies, headers, cache = <Load>(load: Load) => load } = functions;

  const isSecure = (sent: NextHeaders): boolean => (functions.isSecure ? functions.isSecure(sent) : usedHttps(sent));
  const factsOf = (method: string, sent: NextHeaders): RequestFacts =>
    readRequestFacts({ method, secure: isSecure(sent) }, (name) => sent.get(name) ?? '');
  const mutations = new Mutations(sessions, async (jar) => {
    const sent = await headers();
    return { cookieHeader: cookieHeaderOf(jar, sent.get('cookie')), facts: factsOf('POST', sent) };
  });

  return {
    read: cache(async () => {
      const [jar, sent] = await Promise.all([cookies(), headers()]);
      const cookieHeader = cookieHeaderOf(jar, sent.get('cookie'));
      return sessions.read(cookieHeader, { ...factsOf('GET', sent), renew: true });
    }),
    mutate: async (change) => mutations.run(await cookies(), change),
    route: (handler) => async (request, context) => {
      const jar = await cookies();
      // Next.js would keep the response, with the cookie in it, and send it to every visitor.
      if (!canSet(jar)) throw new SessionError('WRONG_TIME', staticRoute);
      const sent = new Headers(request.headers);
      // The header of the request does not have what `proxy.ts` has set.
      const cookieHeader = cookieHeaderOf(jar, sent.get('cookie'));
      if (cookieHeader === undefined) sent.delete('cookie');
      else sent.set('cookie', cookieHeader);
      const { method, url } = request;
      mutations.belongTo(jar);
      const handle = async (): Promise<Response> => {
        try {
          return await handler(request, context);
        } catch (error) {
          const leaving = leavingOf(error);
          if (!leaving) throw error;
          return responseTo(leaving, request);
        }
      };
      const asNow = { method, url, headers: sent } as Request;
      return handleSession(sessions, asNow, handle, { isSecure: () => isSecure(sent), aliases: [request, jar] });
    },
    guard: (decide) => async (request) => {
      const { headers: sent, method } = request;
      try {
        const facts = factsOf(method, sent);
        const opened = await sessions.open(sent.get('cookie') ?? undefined, facts);
        let response;
        try {
          response = await decide(opened.session, request);
          requireCookies(response);
        } catch (error) {
          await opened.commit({ status: 500 });
          throw error;
        }
        const result = await opened.commit({ status: response.status });
        applySessionHeaders(response.headers, result);
        // Writes the same lines again, and the header by which Next.js passes them on to the page.
        setCookies(response.cookies, result.cookies);
        return response;
      } catch (error) {
        return errorResponse(error);
      }
    },
  };
}

const staticRoute = "route: no cookie can be set in a response for all visitors. Leave out dynamic = 'force-static'.";

function usedHttps(sent: NextHeaders): boolean {
  return /^\s*https\b/i.test(sent.get('x-forwarded-proto') ?? '');
}

function checkFunctions(functions: NextFunctions): void {
  const sources = { cookies: ', of next/headers', headers: ', of next/headers', cache: ', of react', isSecure: '' };
  refuseUnknownOptions('nextSession', functions, Object.keys(sources));
  for (const [name, source] of Object.entries(sources)) {
    const given: unknown = functions[name as keyof NextFunctions];
    if (typeof given === 'function') continue;
    if (given === undefined && (name === 'cache' || name === 'isSecure')) continue;
    throw new SessionError('INVALID_OPTION', `nextSession.${name} must be a function${source}`);
  }
}

function requireCookies(response: ProxyResponse): void {
  if (typeof (response as ProxyResponse | undefined)?.cookies?.set === 'function') return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    'guard: return a NextResponse, such as NextResponse.next(). Another response cannot pass a cookie on to the page.',
  );
}
