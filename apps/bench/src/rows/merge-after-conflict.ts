import { turnByTurn, type Work } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';

type Lines = Record<string, { sku: string; quantity: number }>;
type Visited = Parameters<Parameters<typeof visit>[2]>[0];

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
    const contested = (change: (other: Visited) => void) => async (): Promise<Work> => {
      const opened = await sessions.open(cookie);
      await visit(sessions, cookie, change);
      return () => {
        opened.session.update('cart', {}, (draft) => {
          for (const line of Object.values(draft as Lines)) line.quantity++;
        });
        return opened.commit({ status: 200 });
      };
    };
    const changeOther = contested((other) => void other.set('visits', ++visits));
    const changeSame = contested((other) => {
      other.update('cart', {}, (draft) => void (draft as Lines)['sku-0']!.quantity++);
    });
    const { another, same, floor } = await turnByTurn(
      {
        another: { prepare: changeOther },
        same: { prepare: changeSame },
        floor: () => JSON.stringify(JSON.parse(text)),
      },
      length,
    );
    return [
      timesOver(floor, another, { part: 'with a change of another value', before: '96', target: 20 }),
      timesOver(floor, same, { part: 'with a change inside the same value', before: '96', target: 20 }),
    ];
  },
};
