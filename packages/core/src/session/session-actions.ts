import type { SessionPolicy } from './readonly-session.js';

/** What a session can ask of the request that it belongs to. */
export interface SessionActions extends SessionPolicy {
  /** Sees to it that the change which the application is about to make is stored, or said to be lost. */
  changing(): void;
  /** Says that nothing of a change will be stored. */
  lost(): void;
  save(): Promise<void>;
  reload(): Promise<void>;
  destroy(): Promise<void>;
}
