export type { MiddlewareBinding, ResponseAdditions, ResponseCommit } from '../node/middleware-binding.js';
export type { NodeRequest, NodeResponse } from '../node/node-exchange.js';
export type { RequestSessions } from '../node/session-middleware.js';
export {
  type FastifyHooks,
  type FastifyReplyLike,
  type FastifyRequestLike,
  fastifySession,
  type FastifySessionPlugin,
} from './fastify-session.js';
export type { FailingReply } from './reply-errors.js';
