import type { OutageSwitch } from '../suite/store-subject.js';
import type { FaultyLine } from './faulty-line.js';

/**
 * Returns the outage switch of a subject whose clients all connect through one line.
 *
 * @param line - The line, or a function that opens it when it is first needed.
 * @param reconnected - Resolves when the clients have reconnected. For clients that report "offline" until then.
 *
 * @example
 * ```ts
 * const line = await FaultyLine.open({ host: '127.0.0.1', port: 6379 }, redisProtocol);
 * const outage = outageOf(line);
 * ```
 */
export function outageOf(
  line: FaultyLine | (() => FaultyLine | Promise<FaultyLine>),
  reconnected: () => Promise<unknown> = () => Promise.resolve(),
): OutageSwitch {
  const opened = async (): Promise<FaultyLine> => (typeof line === 'function' ? line() : line);
  const on = async (turn: (line: FaultyLine) => void | Promise<void>): Promise<void> => turn(await opened());
  return {
    refuse: () => on((at) => at.refuse()),
    freeze: () => on((at) => at.freeze()),
    delay: (milliseconds) => on((at) => at.delay(milliseconds)),
    loseRequests: () => on((at) => at.loseRequests()),
    loseAnswers: () => on((at) => at.loseAnswers()),
    loseNextAnswer: () => on((at) => at.loseNextAnswer()),
    traffic: async () => (await opened()).traffic,
    async recover() {
      await on((at) => at.recover());
      await reconnected();
    },
  };
}
