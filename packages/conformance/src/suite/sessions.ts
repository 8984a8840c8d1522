import type { Session, SessionManager } from '@sess/core';

/** Any data: each law stores its own. */
export type Data = Record<string, unknown>;
/** The manager that the laws use: any data, and one named lifetime. */
export type Sessions = SessionManager<Data, 'remembered'>;
/** A session of that manager. */
export type Visited = Session<Data, 'remembered'>;
