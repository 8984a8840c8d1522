import type { Sessions, Visited } from '../suite/sessions.js';

/** A request as the pages of the story see it. */
export interface PageRequest {
  readonly method: string;
  readonly url: URL;
  session(): Promise<Visited>;
}

/** The response of a page. */
export interface PageAnswer {
  /** @defaultValue 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An iterable's pieces are sent one by one. */
  readonly body?: string | AsyncIterable<string>;
}

/** Responds to one request of the story. */
export type Page = (request: PageRequest) => Promise<PageAnswer>;

/** The pages of the story's site. */
export interface Pages {
  readonly page: Page;
  /** Responds in place of a page that threw or could not be committed, if the framework has error handlers. */
  readonly errorPage: (request: PageRequest, status: number) => Promise<PageAnswer>;
}

/** A running site. */
export interface Site {
  /** Sends one request, over the network if the site listens there. Does not follow redirects. */
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Serves the story's pages through one of core's middlewares, mounted as its users mount it. */
export interface Middleware {
  readonly name: string;
  serve(sessions: Sessions, pages: Pages): Promise<Site>;
}
