import { type Finding, failureOf } from './finding.js';
import type { Sessions } from '../config/load-config.js';

/** A server that is frozen never replies, and not every driver gives up. */
const limitMs = 10_000;

/** Passes on what the store itself finds, and says what it cannot do. */
export async function* examineStore({ store }: Sessions): AsyncGenerator<Finding> {
  if (!store.limits.durable) {
    const message = 'A restart of the store ends all sessions.';
    yield { level: 'warning', code: 'NOT_DURABLE', message, remedy: 'If that matters, use a store in a database.' };
  }
  if (store.kind === 'keyed' && !store.owners) {
    const message = 'This store cannot find sessions by owner: list and revokeOwner are not possible.';
    yield { level: 'info', code: 'NO_OWNERS', message };
  }
  if (!store.diagnose) return;
  const code = 'STORE_NOT_EXAMINED';
  const signal = AbortSignal.timeout(limitMs);
  const timedOut = new Promise<never>((_resolve, reject) => {
    const seconds = limitMs / 1000;
    const message = `it did not reply within ${seconds} seconds. Is the server running, and reachable from here?`;
    signal.addEventListener('abort', () => reject(new Error(message)));
  });
  try {
    const findings = await Promise.race([store.diagnose({ signal }), timedOut]);
    yield* findings;
    const isWell = findings.every(({ level }) => level === 'info');
    if (isWell) yield { level: 'ok', code: 'STORE', message: 'the store finds nothing that is missing' };
  } catch (thrown) {
    yield failureOf(code, 'The store could not be examined', thrown);
  }
}
