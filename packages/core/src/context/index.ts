export { type ContextSessions, createSessionContext, type SessionContext } from './session-context.js';
