import type { OutageSwitch } from '../suite/store-subject.js';
import type { FaultyLine } from './faulty-line.js';

/**
 * Returns the outage switch of a subject whose clients all connect through one line. If that line has no protocol, the
 * switch cannot lose requests and responses, and the laws about that are not claimed.
 *
 * @param line - The line, or a function that opens it when it is first needed. One that is yet to be opened must have a
 *   protocol.
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
  const losses = {
    loseRequests: () => on((at) => at.loseRequests()),
    loseAnswers: () => on((at) => at.loseAnswers()),
    loseNextAnswer: () => on((at) => at.loseNextAnswer()),
  };
  return {
    refuse: () => on((at) => at.refuse()),
    freeze: () => on((at) => at.freeze()),
    delay: (milliseconds) => on((at) => at.delay(milliseconds)),
    ...((typeof line === 'function' || line.canLose) && losses),
    traffic: async () => (await opened()).traffic,
    async recover() {
      await on((at) => at.recover());
      await reconnected();
    },
  };
}
