import { type KeyedStore, MemorySessionStore, SessionManager } from '@sess/core';
import type { Data, Page, PageAnswer, Sessions, Site, Visited } from '@sess/conformance';
import type { Host } from '../hosts/host.js';
import { watchProcess } from './process-watch.js';

/** How long a response may take: long enough for a slow machine, but a hang fails. */
const responseLimitMs = 15_000;

/** A host with the pages of one law, and a store that can be made to fail. */
export class Scene {
  readonly calls: string[] = [];
  /** The errors and reasons of `unsaved` events. */
  readonly unsaved: unknown[] = [];
  readonly sessions: Sessions;
  /** Called before each call of the store, which is rejected if this rejects. */
  before: (verb: string) => Promise<void> = () => Promise.resolve();
  site!: Site;
  readonly #watch = watchProcess();

  constructor(store: KeyedStore) {
    this.sessions = new SessionManager<Data, 'remembered'>({
      store: this.#intercepted(store),
      lifetimes: { remembered: { idle: { days: 60 }, absolute: { days: 365 } } },
    });
    this.sessions.on('unsaved', (event) => this.unsaved.push('error' in event ? event.error : event.reason));
  }

  /** Runs a law on a host. @throws Error when a failure was left unhandled */
  static async play(host: Host, pages: Readonly<Record<string, ScenePage>>, law: (scene: Scene) => Promise<void>) {
    const scene = new Scene(new MemorySessionStore());
    const page: Page = async (request) => {
      const found = pages[request.url.pathname];
      return found ? found(request.session, scene) : { status: 404, body: 'none' };
    };
    try {
      scene.site = await host.serve(scene.sessions, { page, errorPage: () => Promise.resolve({ status: 500 }) });
      await law(scene);
      // One more request, so that everything that the law has scheduled has run.
      await scene.send('/nowhere');
    } finally {
      await scene.site?.close();
      scene.#watch.stop();
    }
    if (scene.#watch.failures.length > 0) {
      throw new Error('A failure was not handled, and would have ended the process.', {
        cause: scene.#watch.failures[0],
      });
    }
  }

  /** Sends a request, and reads the body of the response. */
  async send(path: string, { cookie, method = 'GET' }: { cookie?: string | undefined; method?: string } = {}) {
    const signal = AbortSignal.timeout(responseLimitMs);
    const headers = { ...(cookie && { cookie }) };
    const response = await this.site.send(path, { method, headers, signal });
    return { response, status: response.status, body: await response.text(), cookies: response.headers.getSetCookie() };
  }

  /** Returns the cookie of the session that a page begins. */
  async begin(path: string): Promise<string> {
    const { cookies } = await this.send(path);
    return cookies.at(-1)?.split(';')[0] ?? '';
  }

  #intercepted(store: KeyedStore): KeyedStore {
    return new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]): Promise<unknown> => {
          this.calls.push(String(name));
          await this.before(String(name));
          return (await Reflect.apply(value, target, args)) as unknown;
        };
      },
    });
  }
}

export type ScenePage = (session: () => Promise<Visited>, scene: Scene) => Promise<PageAnswer>;
