export { type FastifyHooks, type FastifySessionPlugin, fastifySession } from './fastify-session.js';
