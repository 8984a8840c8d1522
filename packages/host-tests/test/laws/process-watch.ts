/** What would have ended a process that does not watch for it. */
export interface ProcessWatch {
  readonly failures: readonly unknown[];
  stop(): void;
}

const events = ['unhandledRejection', 'uncaughtException'] as const;

/** Watches for what nobody handles, alone: whoever else listens, as a test runner does, is back at the end. */
export function watchProcess(): ProcessWatch {
  const failures: unknown[] = [];
  const note = (error: unknown): void => {
    failures.push(error);
  };
  const others = events.map((event) => process.rawListeners(event as 'beforeExit'));
  for (const event of events) process.removeAllListeners(event).on(event as 'unhandledRejection', note);
  return {
    failures,
    stop() {
      for (const [index, event] of events.entries()) {
        process.removeAllListeners(event);
        for (const listener of others[index] ?? []) process.on(event as 'beforeExit', listener as () => void);
      }
    },
  };
}
