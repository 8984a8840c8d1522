import { createHash } from 'node:crypto';
import { turnByTurn } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
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
    const {
      floor: least,
      read,
      change,
    } = await turnByTurn(
      {
        floor: () => floor(cookie),
        read: () => visit(sessions, cookie, (session) => void session.get('name')),
        change: () =>
          visit(sessions, cookie, (session) => void session.update('visits', 0, (visits) => (visits as number) + 1)),
      },
      length,
    );
    return [
      timesOver(least, read, { part: 'read', before: '5–6', target: 2.5 }),
      timesOver(least, change, { part: 'change', before: '12–14', target: 5 }),
    ];
  },
};
