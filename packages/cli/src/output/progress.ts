/** Shows how far a command has come. */
export interface Progress {
  /** Shows how many records are gone so far. */
  update(deleted: number): void;
  /** Leaves the output to what comes next. */
  stop(): void;
}
