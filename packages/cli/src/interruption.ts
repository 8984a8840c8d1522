import { exitCodeOfSignal } from './exit-codes.js';
import type { Host } from './host.js';

/** A signal that asks the process to end. */
type EndingSignal = keyof typeof exitCodeOfSignal;

/** Whether the user, or the system, has asked the command to end. */
export interface Interruption {
  /** Aborted by the first signal. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** The signal that came; `undefined` as long as none did. */
  readonly received: EndingSignal | undefined;
  /** Gives the signals back to Node, which ends the process at the next one. */
  stop(): void;
}

/** Turns SIGINT, SIGTERM, and SIGPIPE of a closed output into an abort, so that a command can end in order. */
export function listenForInterruption(host: Host): Interruption {
  const controller = new AbortController();
  let received: EndingSignal | undefined;
  const listeners = Object.entries(exitCodeOfSignal).map(([name, code]) => {
    const signal = name as EndingSignal;
    const listener = (): void => {
      // A closed output sends it for each line.
      if (received && signal === 'SIGPIPE') return;
      if (received) host.exit(code);
      received = signal;
      controller.abort();
    };
    host.on(signal, listener);
    return { signal, listener };
  });
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    stop() {
      for (const { signal, listener } of listeners) host.off(signal, listener);
    },
  };
}
