/** The failures that would have ended the process. */
export interface ProcessWatch {
  readonly failures: readonly unknown[];
  stop(): void;
}

const events = ['unhandledRejection', 'uncaughtException'] as const;

/** Records unhandled failures. Other listeners, such as those of a test runner, are removed until `stop`. */
export function watchProcess(): ProcessWatch {
  const failures: unknown[] = [];
  const record = (error: unknown): void => {
    failures.push(error);
  };
  const others = events.map((event) => process.rawListeners(event as 'beforeExit'));
  for (const event of events) process.removeAllListeners(event).on(event as 'unhandledRejection', record);
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
