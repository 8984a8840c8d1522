import type { NodeRequest, NodeResponse } from '../node/node-exchange.js';

/** What `koaSession` uses of Koa's `ctx`. */
export interface KoaContext {
  readonly req: NodeRequest;
  readonly res: NodeResponse;
  readonly request: object;
  readonly secure: boolean;
  readonly status: number;
  /** `false` if a handler writes to `ctx.res` itself. */
  readonly respond?: boolean | undefined;
  onerror(error: unknown): void;
}
