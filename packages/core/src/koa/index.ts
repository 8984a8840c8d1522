export type { KoaContext } from './koa-context.js';
export { koaSession, type KoaSessionMiddleware } from './koa-session.js';
