import type { EventEmitter } from 'node:events';
import type { Callback } from './callback.js';

/** A session as a store of express-session keeps it: its data, and `cookie`. */
export type SessionInStore = Record<string, unknown> & { cookie: Record<string, unknown> };

/** The same, as the declarations of an application type it. */
// oxlint-disable-next-line typescript/no-explicit-any -- that may be any type
export type GivenSession = any;

/** What a store uses of a request. */
export interface StoreRequest {
  sessionID?: string;
  session?: unknown;
  sessionStore?: unknown;
}

/** A store of express-session, as its middleware calls it. */
export interface StoreContract extends EventEmitter {
  get(sid: string, callback: Callback<GivenSession>): unknown;
  set(sid: string, session: GivenSession, callback?: Callback): unknown;
  destroy(sid: string, callback?: Callback): unknown;
  touch?(sid: string, session: GivenSession, callback?: Callback): unknown;
  all?(callback: Callback<GivenSession>): unknown;
  length?(callback: Callback<number>): unknown;
  clear?(callback?: Callback): unknown;
  /** Gives a request a new session. The middleware sets it. */
  generate?(request: StoreRequest): void;
  /** Ends the session of a request, and gives it a new one. */
  regenerate(request: StoreRequest, callback?: Callback): void;
  /** Makes a session object of a stored session, without a request. */
  load(sid: string, callback: Callback<GivenSession>): void;
  /** Makes a session object of what `get` has returned, and sets it as `request.session`. */
  createSession(request: StoreRequest, session: GivenSession): GivenSession;
}
