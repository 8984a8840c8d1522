import { createHash } from 'node:crypto';
import { turnByTurn } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import type { Row } from '../row.js';

const payload = JSON.stringify({ v: 1, data: { visits: 0, name: 'somebody' }, idle: 1_209_600_000 });

/** What every session layer does: find the cookie, hash the key, set a timer, await the store, parse and stringify. */
async function floor(cookie: string): Promise<string> {
  const key = /(?:^|;\s*)__Host-sid=([a-z0-9]{32})(?:;|$)/.exec(cookie)?.[1] ?? '';
  createHash('sha256').update(key).digest('hex');
  const timer = setTimeout(() => undefined, 5000);
  const found = await Promise.resolve(payload);
  clearTimeout(timer);
  const value = JSON.parse(found) as unknown;
  return await Promise.resolve(JSON.stringify(value));
}

export const row: Row = {
  what: 'open and commit alone, over a floor of cookie, SHA-256, timer, two awaits, parse and stringify',
  async measure(length) {
    const sessions = openSite();
    const cookie = await visit(sessions, undefined, (session) => void session.set('name', 'somebody').set('visits', 0));
    const measured = await turnByTurn(
      {
        floor: () => floor(cookie),
        read: () => visit(sessions, cookie, (session) => void session.get('name')),
        change: () =>
          visit(sessions, cookie, (session) => void session.update('visits', 0, (visits) => (visits as number) + 1)),
      },
      length,
    );
    const times = (part: 'read' | 'change', before: string, target: number) => ({
      part,
      before,
      measured: measured[part] / measured.floor,
      target,
      unit: 'times' as const,
      detail: `${(measured[part] * 1000).toFixed(1)} µs over ${(measured.floor * 1000).toFixed(1)} µs`,
    });
    return [times('read', '5–6', 2.5), times('change', '12–14', 5)];
  },
};
