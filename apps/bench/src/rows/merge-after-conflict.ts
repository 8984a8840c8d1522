import { turnByTurn, type Work } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';

type Lines = Record<string, { sku: string; quantity: number }>;

const edits = 20_000;

export const row: Row = {
  what: `${edits.toLocaleString('en')} edits in one value, merged after a conflict, over parse and stringify of it`,
  async measure(length) {
    const sessions = openSite();
    const lines: Lines = Object.fromEntries(
      Array.from({ length: edits }, (_, index) => [`sku-${index}`, { sku: `sku-${index}`, quantity: 1 }]),
    );
    const cookie = await visit(sessions, undefined, (session) => void session.set('cart', lines));
    const text = JSON.stringify(lines);
    let visits = 0;
    const contested = async (): Promise<Work> => {
      const opened = await sessions.open(cookie);
      await visit(sessions, cookie, (other) => void other.set('visits', ++visits));
      return () => {
        opened.session.update('cart', {}, (draft) => {
          for (const line of Object.values(draft as Lines)) line.quantity++;
        });
        return opened.commit({ status: 200 });
      };
    };
    const { merged, floor } = await turnByTurn(
      { merged: { prepare: contested }, floor: () => JSON.stringify(JSON.parse(text)) },
      length,
    );
    return [timesOver(floor, merged, { before: '96', target: 20 })];
  },
};
