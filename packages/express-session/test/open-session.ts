import {
  MemorySessionStore,
  type Session as CoreSession,
  SessionManager,
  type SessionManagerOptions,
} from '@sess/core';
import { type OwnerOf, passportUser } from '../src/session-object/owner.js';
import { commitRequestSession, createRequestSession } from '../src/session-object/request-session.js';
import type { SessionHost } from '../src/session-object/session-state.js';
import type { Session } from '../src/session-object/session-class.js';

/** A session object as an application sees it. */
export type TestSession = Session & {
  tags: string[];
  cart: { items: { sku: string; count?: number }[] };
  settings: { colors: Record<string, string>; language?: string };
  passport?: { user?: unknown };
  [name: string]: unknown;
};

export interface FakeCookie {
  maxAge: number | null;
  originalMaxAge: number | null;
}

/** One request with a session object, without HTTP. */
export interface TestRequest {
  /** What `request.session` is now. */
  session: TestSession | undefined;
  readonly core: CoreSession;
  /** Ends the request as the middleware does. */
  end(status?: number): Promise<void>;
}

type Options = Partial<SessionManagerOptions<Record<string, unknown>>> & {
  readonly owner?: OwnerOf;
  readonly maxAge?: number | null;
};

/** Returns a browser, whose requests have session objects. */
export function openBrowser({ owner = passportUser, maxAge = null, ...options }: Options = {}) {
  const store = new MemorySessionStore();
  const sessions = new SessionManager<Record<string, unknown>>({ store, ...options });
  const jar = new Map<string, string>();
  const cookieHeader = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  async function open(): Promise<TestRequest & { readonly session: TestSession }> {
    const { session: core, commit } = await sessions.open(cookieHeader());
    let last: TestSession;
    const request: TestRequest = {
      session: undefined,
      core,
      async end(status = 200) {
        const commitCore = () => commit({ status });
        const { cookies } = await (status < 500 ? commitRequestSession(last, commitCore) : commitCore());
        for (const { name, value, maxAgeSeconds } of cookies) {
          if (maxAgeSeconds === 0) jar.delete(name);
          else jar.set(name, value);
        }
      },
    };
    const host: SessionHost = {
      core,
      request,
      owner,
      progress: 'pending',
      id: () => core.id ?? 'not yet stored',
      createCookie: (): FakeCookie => {
        const stored = core.isNew ? { maxAge } : (core.get('cookie') as object);
        return { maxAge: null, originalMaxAge: null, ...stored };
      },
      cookieOf: (assigned) => ('originalMaxAge' in assigned ? assigned : { ...assigned, originalMaxAge: 5 }),
      prepareSave: () => undefined,
      storeCookie(cookie) {
        const after = (cookie as FakeCookie).maxAge;
        if (after === null) return;
        core.set('cookie', { maxAge: after });
        core.expire({ after });
      },
      fail: () => false,
      place(session) {
        if (session) last = session as TestSession;
        request.session = session as TestSession | undefined;
      },
    };
    host.place(createRequestSession(host));
    return request as TestRequest & { readonly session: TestSession };
  }

  return {
    store,
    sessions,
    jar,
    open,
    /** Sends one request. Returns what its handler has returned. */
    async visit<Result>(
      handler: (session: TestSession, request: TestRequest) => Result | Promise<Result>,
    ): Promise<Result> {
      const request = await open();
      const result = await handler(request.session, request);
      await request.end();
      return result;
    },
    /** What the next request would read. */
    async data(): Promise<object> {
      return (await sessions.read(cookieHeader())).toObject();
    },
  };
}

/** Returns a browser in which a user has signed in. */
export async function signedIn(options: Parameters<typeof openBrowser>[0] = {}) {
  const browser = openBrowser(options);
  await browser.visit((session) => void (session['a'] = 1));
  await browser.visit((session) => void (session.passport = { user: 'ann' }));
  return browser;
}

/** Returns the owner whom the next request would find. */
export async function ownerOf({ open }: ReturnType<typeof openBrowser>): Promise<string | undefined> {
  return (await open()).core.owner;
}

/** Counts the sessions of an owner. */
export async function sessionsOf(sessions: SessionManager, owner: string): Promise<number> {
  let count = 0;
  for await (const _ of sessions.list(owner)) count++;
  return count;
}
