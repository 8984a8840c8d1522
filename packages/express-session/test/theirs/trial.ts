import { vi } from 'vitest';
import { type Backend, backendFor } from './backend.js';
import { called, type CallbackStore, type Library, type Middleware } from './library.js';
import { type Handler, listenerOf, Site } from './site.js';

const minute = 60_000;

/** What a behaviour is tried with: one of the two packages, on servers of its own, with a clock that stands still. */
export class Trial {
  readonly library: Library;
  readonly #sites: Site[] = [];

  constructor(library: Library) {
    this.library = library;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 4, 17, 12) });
  }

  close(): void {
    for (const site of this.#sites) site.close();
    vi.useRealTimers();
  }

  advance(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }

  backend(options?: { readonly touch?: false }): Backend {
    return backendFor(this.library, options);
  }

  memoryStore(): CallbackStore {
    return new this.library.session.MemoryStore();
  }

  /** A middleware with a secret, and cookies that live for a minute, unless the options say otherwise. */
  session(options: object = {}): Middleware {
    return this.library.session({ secret: 'trial', cookie: { maxAge: minute }, ...options });
  }

  /** Serves the handler behind the middleware. `prepare` runs before it, as an earlier middleware would. */
  serve(options?: object, handler: Handler = (_, response) => response.end(), prepare?: Handler): Promise<Site> {
    return this.serveMiddleware(this.session(options), handler, { ...(prepare && { prepare }) });
  }

  async serveMiddleware(
    middleware: Middleware,
    handler: Handler,
    { prepare, isSecure }: { readonly prepare?: Handler; readonly isSecure?: boolean } = {},
  ): Promise<Site> {
    const site: Site = new Site(
      listenerOf(middleware, handler, () => site.errors, prepare),
      isSecure,
    );
    this.#sites.push(site);
    return site.open();
  }
}

export const lengthOf = (store: CallbackStore): Promise<number> => called<number>((done) => store.length(done));
export const cleared = (store: CallbackStore): Promise<void> => called<void>((done) => store.clear(done));
