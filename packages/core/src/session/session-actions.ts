/** What a session needs from the request that it belongs to. */
export interface SessionActions {
  /** The application is about to make a change, which must be stored, or be reported as lost. */
  changing(): void;
  /** Reports that a change will not be stored. */
  lost(): void;
  save(): Promise<void>;
  reload(): Promise<void>;
  destroy(): Promise<void>;
}
