export type { FetchSessions } from '../fetch/fetch-binding.js';
export type { HonoContext } from './hono-context.js';
export {
  honoSession,
  type HonoSessionMiddleware,
  type HonoSessionOptions,
  type HonoSessions,
  type HonoVariableMiddleware,
} from './hono-session.js';
