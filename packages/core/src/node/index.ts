export { catchRejections } from './rejections.js';
export { type RequestSessions, type SessionMiddleware, sessionMiddleware, withSession } from './session-middleware.js';
export type { MiddlewareBinding, ResponseAdditions, ResponseCommit } from './middleware-binding.js';
export type { SessionMiddlewareOptions } from './middleware-options.js';
export type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
