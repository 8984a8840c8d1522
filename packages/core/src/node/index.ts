export type { Next } from './held-response.js';
export type { IsSecure } from './request-facts-of.js';
export { sessionMiddleware, type SessionMiddleware, type SessionMiddlewareOptions } from './session-middleware.js';
