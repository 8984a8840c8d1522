import type { StoreFinding } from '../contract/store-finding.js';

/**
 * Compares a server's clock with that of the process, for `diagnose`: returns a finding if they differ by more than two
 * seconds, else none. A smaller difference says more about the network than about the clocks.
 *
 * @param server - What the server said its time was, in epoch milliseconds.
 * @param asked - The time of the process right before and right after it asked, because the server read its clock at
 * some moment between the two.
 */
export function clockFindings(
  server: number,
  asked: { readonly before: number; readonly after: number },
): readonly StoreFinding[] {
  const skew = server < asked.before ? server - asked.before : Math.max(0, server - asked.after);
  if (!(Math.abs(skew) > 2000)) return [];
  const by = `${(Math.abs(skew) / 1000).toFixed(1)} s ${skew < 0 ? 'ahead of' : 'behind'}`;
  return [
    {
      code: 'CLOCK_SKEW',
      level: 'warning',
      message:
        `The clock of this process is ${by} the server's. A session ends by the clock of the process that looks at it, ` +
        'so elsewhere it may end earlier or later.',
      remedy: 'Synchronize the clocks of all machines, by NTP.',
    },
  ];
}
