import type { StoreFinding } from '@sess/core';
import { clockFindings, type StoreCall } from '@sess/core/store';
import type { MemcachedClient, ServerStats } from './driver.js';
import { storeFailure } from './store-failure.js';

/** Above it, sessions will soon be dropped for others. */
const fullPercent = 90;

/** Looks at the memory, the item limit and the clock of each server. */
export async function diagnose(
  call: StoreCall,
  client: MemcachedClient,
  { maxItemBytes, now }: { readonly maxItemBytes: number; readonly now: () => number },
): Promise<readonly StoreFinding[]> {
  if (!client.stats) {
    const message = 'The client has no method stats, so the servers were not examined.';
    return [{ code: 'NOT_EXAMINED', level: 'info', message }];
  }
  try {
    return (await client.stats()).flatMap((server) => findingsOf(server, maxItemBytes, now()));
  } catch (thrown) {
    throw storeFailure(call, 'read', thrown);
  }
}

function findingsOf({ server, values }: ServerStats, maxItemBytes: number, now: number): readonly StoreFinding[] {
  const numberOf = (name: string): number => Number(values[name] ?? Number.NaN);
  const [used, memory, evictions] = ['bytes', 'limit_maxbytes', 'evictions'].map(numberOf) as [number, number, number];
  const percent = Math.round((used / memory) * 100);
  const mebibytes = Math.round(memory / 1_048_576);
  const findings: StoreFinding[] = [
    {
      code: 'SERVER',
      level: 'info',
      message: `${server}: memcached ${values['version']}, ${percent} % of ${mebibytes} MiB used, ${evictions} evictions.`,
    },
  ];
  const add = (level: StoreFinding['level'], code: string, message: string, remedy: string): void => {
    findings.push({ code, level, message: `${server}: ${message}`, remedy });
  };
  const itemLimit = numberOf('item_size_max');
  if (itemLimit < maxItemBytes) {
    const message = `an item may have ${itemLimit} bytes, and the store's option maxItemBytes is ${maxItemBytes}: large sessions are refused by the server.`;
    add('error', 'ITEM_LIMIT', message, `Set maxItemBytes: ${itemLimit}, or start memcached with -I ${maxItemBytes}.`);
  }
  if (evictions > 0) {
    const message = `it has dropped ${evictions} items for want of memory since it started. Dropped sessions are signed out.`;
    add('warning', 'EVICTIONS', message, 'Give it more memory (-m), or shorten the timeouts.');
  } else if (percent >= fullPercent) {
    add('warning', 'MEMORY_FULL', `${percent} % of its memory is used.`, 'Give it more memory (-m).');
  }
  // Its clock ticks once in a second.
  const asked = { before: now - 1000, after: now + 1000 };
  return [...findings, ...clockFindings(numberOf('time') * 1000, asked)];
}
