import { requireSessions } from '../http/require-sessions.js';
import { NodeBinding } from '../node/node-binding.js';
import type { NodeRequest, NodeResponse } from '../node/node-exchange.js';
import type { RequestSessions } from '../node/session-middleware.js';
import { type FailingReply, ReplyErrors } from './reply-errors.js';

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: NodeRequest;
  readonly protocol: string;
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike extends FailingReply {
  readonly raw: NodeResponse;
}

/** What {@link fastifySession} uses of a Fastify instance. */
export interface FastifyHooks {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
}

/** A plugin of Fastify 5. */
export type FastifySessionPlugin = (instance: FastifyHooks, options: object, done: () => void) => void;

/**
 * Returns a plugin that serves the requests of Fastify with sessions: handlers, hooks and error handlers call
 * `sessions.get(request)`.
 *
 * It applies to the instance that it is registered on, and to everything registered there afterwards, in whatever
 * prefix. Registered twice with the same manager, it works as if registered once. Plugins that change the reply in
 * `onSend`, like `@fastify/compress`, may come before or after it.
 *
 * What changed is stored after all hooks, when Fastify sends the headers, with the status that the reply has then: from
 * 500 on nothing is stored. If storing fails, the error goes through `reply.send(error)` to Fastify's error handlers,
 * with its `statusCode`: 503 when the store is down, 401 or 409 when the session has ended. The hooks of `onSend` run
 * again for that reply. The client gets a plain page with the same status instead after `reply.hijack()`, for a web
 * stream or a `Response` with a body, and for a body that is written to `reply.raw` in pieces.
 *
 * `Secure` cookies depend on `request.protocol`: behind a proxy, set Fastify's `trustProxy`.
 *
 * @throws `SessionError` `INVALID_ARGUMENT` for anything but a manager
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 * import { fastifySession } from '@sess/core/fastify';
 * import fastify from 'fastify';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * const app = fastify();
 * await app.register(fastifySession(sessions));
 * app.get('/', async (request) => {
 *   const session = await sessions.get(request);
 *   return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
 * });
 * ```
 */
export function fastifySession(sessions: RequestSessions): FastifySessionPlugin {
  requireSessions('fastifySession', sessions);
  const plugin: FastifySessionPlugin = (instance, _options, done) => {
    instance.addHook('onRequest', (request, reply, next) => {
      const { raw } = request;
      const usedHttps = (): boolean => request.protocol === 'https';
      sessions.bind(request, new NodeBinding(raw, reply.raw, new ReplyErrors(reply), usedHttps), [raw]);
      next();
    });
    done();
  };
  return Object.assign(plugin, {
    // Fastify would give the hook only to the plugin itself, which has no routes.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@sess/core/fastify',
    [Symbol.for('plugin-meta')]: { name: '@sess/core/fastify', fastify: '5.x' },
  });
}
