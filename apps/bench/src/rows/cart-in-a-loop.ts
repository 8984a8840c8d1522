import { turnByTurn } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';

type Cart = Record<string, { sku: string; quantity: number }>;

const lines = 400;
const addLine = (cart: Cart, index: number): void => {
  cart[`sku-${index}`] = { sku: `sku-${index}`, quantity: 1 };
};

export const row: Row = {
  what: `${lines} updates that each add a line to a cart, over one update that adds all`,
  async measure(length) {
    const sessions = openSite();
    const { loop, once } = await turnByTurn(
      {
        loop: () =>
          visit(sessions, undefined, (session) => {
            for (let index = 0; index < lines; index++)
              session.update('cart', {}, (cart) => addLine(cart as Cart, index));
          }),
        once: () =>
          visit(sessions, undefined, (session) => {
            session.update('cart', {}, (cart) => {
              for (let index = 0; index < lines; index++) addLine(cart as Cart, index);
            });
          }),
      },
      length,
    );
    return [timesOver(once, loop, { before: '3,160', target: 5 })];
  },
};
