export type { MiddlewareBinding, ResponseAdditions, ResponseCommit } from '../node/middleware-binding.js';
export type { NodeRequest, NodeResponse } from '../node/node-exchange.js';
export type { RequestSessions } from '../node/session-middleware.js';
export type { KoaContext } from './koa-context.js';
export { koaSession, type KoaSessionMiddleware } from './koa-session.js';
