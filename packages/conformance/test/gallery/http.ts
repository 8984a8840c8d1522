import type { KeyedStore } from '@sess/core';
import { newRevision } from '../../src/fixture/random-ids.js';
import type { Middleware, PageAnswer, PageRequest, Pages, Site } from '../../src/index.js';
import type { Visited } from '../../src/suite/sessions.js';
import { broken as brokenStore, type BrokenStore } from './broken-store.js';
import { type MakeManager, replace, withCalls, withOptions } from './core/broken-core.js';
import { Upserts } from './update.js';

/** Puts a mistake into a correct middleware. */
export type MiddlewareChange = (right: Middleware) => Middleware;

export interface BrokenSite {
  readonly name: string;
  readonly breaks: readonly string[];
  /** Puts the mistake into a correct middleware. */
  readonly middleware?: MiddlewareChange;
  readonly createManager?: MakeManager;
}

/** Changes what pages do with their session, or how they respond. */
function withPages(change: (request: PageRequest, page: Pages['page']) => Promise<PageAnswer>): MiddlewareChange {
  return (right) => ({
    name: right.name,
    serve: (sessions, pages) => right.serve(sessions, { ...pages, page: (request) => change(request, pages.page) }),
  });
}

/** Changes the sessions that pages get. */
function withSessions(change: (session: Visited) => void): MiddlewareChange {
  return withPages((request, page) =>
    page({
      ...request,
      async session() {
        const session = await request.session();
        change(session);
        return session;
      },
    }),
  );
}

/** Changes the site. */
function withSites(change: (site: Site) => Site): MiddlewareChange {
  return (right) => ({
    name: right.name,
    serve: async (sessions, pages) => change(await right.serve(sessions, pages)),
  });
}

/** Changes the responses to the browser. */
export function withResponses(
  change: (response: Response, cookie: string | undefined) => Response | Promise<Response>,
): MiddlewareChange {
  return withSites((site) => ({
    close: () => site.close(),
    send: async (path, init) =>
      change(await site.send(path, init), new Headers(init?.headers).get('cookie') ?? undefined),
  }));
}

/** Returns the same response with other headers. */
export function rewritten(response: Response, change: (headers: Headers) => void, status = response.status): Response {
  const headers = new Headers(response.headers);
  change(headers);
  return new Response(response.body, { status, headers });
}

function changedCookies(response: Response, change: (cookie: string) => string): Response {
  return rewritten(response, (headers) => {
    const cookies = headers.getSetCookie().map(change);
    headers.delete('set-cookie');
    for (const cookie of cookies) headers.append('set-cookie', cookie);
  });
}

/** Writes after the response was sent, so late that the next request comes before also on a busy machine. */
const respondsBeforeWriting = withCalls(() => (verb, call) => {
  if (verb !== 'create' && verb !== 'update') return call();
  setTimeout(() => {
    call().catch(() => undefined);
  }, 5000).unref();
  return Promise.resolve({ status: 'written', version: newRevision() });
});

const deletesNothing = withCalls(
  () => (verb, call) => (verb === 'deleteIf' ? Promise.resolve({ status: 'deleted' }) : call()),
);

const supersedesNothing = withCalls(
  () => (verb, call, args) =>
    verb === 'update' && JSON.stringify(args[1]).includes('successor')
      ? Promise.resolve({ status: 'written', version: newRevision() })
      : call(),
);

const supersedesByRegenerate = withCalls((store: KeyedStore) => (verb, call, args) => {
  const [id, record, version] = args as Parameters<KeyedStore['update']>;
  if (verb !== 'update' || !record.payload.includes('"successor"')) return call();
  return store.update(id, { ...record, payload: record.payload.replace('sign-in', 'regenerate') }, version);
});

export const brokenSites: readonly BrokenSite[] = [
  {
    name: 'every visitor gets a session',
    breaks: ['113a', '119a'],
    middleware: withSessions((session) => void session.start()),
  },
  {
    name: 'every response varies by the cookie',
    breaks: ['113a'],
    middleware: withResponses((response) => rewritten(response, (headers) => headers.set('vary', 'Cookie'))),
  },
  {
    name: 'scripts can read the cookie',
    breaks: ['113b'],
    middleware: withResponses((response) => changedCookies(response, (cookie) => cookie.replace(/; HttpOnly/i, ''))),
  },
  {
    name: 'caches get no headers',
    breaks: ['113a', '113b'],
    middleware: withResponses((response) =>
      rewritten(response, (headers) => {
        headers.delete('vary');
        headers.delete('cache-control');
      }),
    ),
  },
  {
    name: 'the cookie is sent again with every response',
    breaks: ['114', '119a'],
    middleware: withResponses((response, cookie) =>
      rewritten(response, (headers) => {
        if (cookie !== undefined && headers.getSetCookie().length === 0)
          headers.append('set-cookie', `${cookie}; Path=/`);
      }),
    ),
  },
  {
    name: 'responses are sent before the write',
    breaks: ['113b', '114', '115', '120a', '120b'],
    createManager: respondsBeforeWriting,
  },
  {
    name: 'changes of a failed page are saved',
    breaks: ['116a'],
    middleware: withPages(async (request, page) => {
      const save = async () => (await request.session()).save();
      try {
        const result = await page(request);
        if ((result.status ?? 200) >= 500) await save();
        return result;
      } catch (error) {
        await save();
        throw error;
      }
    }),
  },
  {
    name: 'save() does not save before the response',
    breaks: ['116b'],
    middleware: withSessions((session) => replace(session, 'save', () => Promise.resolve())),
  },
  {
    name: 'a failed commit gets a 200',
    breaks: ['116c'],
    middleware: withResponses((response) =>
      response.status === 503 ? rewritten(response, () => undefined, 200) : response,
    ),
  },
  {
    name: 'a failed commit of a response without a body never gets a response',
    breaks: ['116d'],
    middleware: withSites((site) => ({
      ...site,
      async send(path, init) {
        const response = await site.send(path, init);
        return init?.method === 'HEAD' && response.status === 503 ? new Promise<never>(() => {}) : response;
      },
    })),
  },
  {
    name: 'the request after a failed commit fails, too',
    breaks: ['116d'],
    middleware: withSites((site) => {
      let hasFailed = false;
      return {
        ...site,
        async send(path, init) {
          if (hasFailed) return new Response(null, { status: 500 });
          const response = await site.send(path, init);
          hasFailed = response.status === 503;
          return response;
        },
      };
    }),
  },
  {
    name: 'a store that is down clears the cookie',
    breaks: ['116c'],
    middleware: withResponses((response, cookie) =>
      rewritten(response, (headers) => {
        if (response.status >= 500 && cookie)
          headers.append('set-cookie', `${cookie.split('=')[0]}=; Max-Age=0; Path=/`);
      }),
    ),
  },
  { name: 'the old key stays valid after a sign-in', breaks: ['117a', '117c'], createManager: supersedesNothing },
  {
    name: 'signing out and emptying only remove the cookie',
    breaks: ['117b', '117d', '118'],
    createManager: deletesNothing,
  },
  {
    name: 'slow requests write to the session of the user who signed in',
    breaks: ['117c'],
    createManager: supersedesByRegenerate,
  },
  {
    name: 'an unknown key is cleared',
    breaks: ['119a'],
    middleware: withResponses(async (response, cookie) => {
      const text = response.headers.get('content-type') ? await response.clone().text() : '';
      return rewritten(response, (headers) => {
        if (cookie && text.includes('"isNew":true'))
          headers.append('set-cookie', `${cookie.split('=')[0]}=; Max-Age=0; Path=/`);
      });
    }),
  },
  {
    name: 'former cookies are forgotten',
    breaks: ['119b'],
    createManager: withOptions(({ cookie }) => ({ cookie: { ...cookie, former: [] } })),
  },
];

/** Mistakes of a store that browsers can see. */
export const brokenBehindSites: readonly BrokenStore[] = [
  brokenStore('update is an upsert, seen from a browser', ['117d'], Upserts),
];
