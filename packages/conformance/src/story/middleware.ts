import type { Sessions, Visited } from '../suite/sessions.js';

/** A request as the pages of the story see it. */
export interface PageRequest {
  readonly method: string;
  readonly url: URL;
  session(): Promise<Visited>;
}

/** What a page answers. */
export interface PageAnswer {
  /** @defaultValue 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces are sent one by one as they come. */
  readonly body?: string | AsyncIterable<string>;
}

/** Answers one request of the story. */
export type Page = (request: PageRequest) => Promise<PageAnswer>;

/** The pages of the story's site. */
export interface Pages {
  readonly page: Page;
  /** Answers instead of a page that threw or could not be committed, where the framework has error handlers. */
  readonly errorPage: (request: PageRequest, status: number) => Promise<PageAnswer>;
}

/** The running site. */
export interface Site {
  /** One request, over the wire where there is one; redirects are not followed. */
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Brings one of core's middlewares, mounted as its users mount it, to the story. */
export interface Middleware {
  readonly name: string;
  serve(sessions: Sessions, pages: Pages): Promise<Site>;
}
