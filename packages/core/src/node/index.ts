export { catchRejections } from './catch-rejections.js';
export { type SessionMiddleware, sessionMiddleware, withSession } from './session-middleware.js';
export type { RequestSessions } from './mount.js';
export type { SessionMiddlewareOptions } from './middleware-options.js';
export type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
