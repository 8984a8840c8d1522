import { turnByTurn } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import type { Row } from '../row.js';

const counted = 2000;
const looked = 200;

export const row: Row = {
  what: 'Many changes of one object in one request',
  async measure(length) {
    const sessions = openSite();
    const cookie = await visit(sessions, undefined, (session) => {
      const cart = Array.from({ length: 100 }, (_, index) => [`sku-${index}`, { sku: `sku-${index}`, quantity: 1 }]);
      session.set('cart', Object.fromEntries(cart)).set('counter', { count: 0 });
    });
    const { counter, cart } = await turnByTurn(
      {
        counter: () =>
          visit(sessions, cookie, (session) => {
            for (let index = 0; index < counted; index++)
              session.update('counter', { count: 0 }, (value) => void (value as { count: number }).count++);
          }),
        cart: () =>
          visit(sessions, cookie, (session) => {
            for (let index = 0; index < looked; index++) {
              session.get('cart');
              session.update('cart', {}, (value) => {
                (value as Record<string, { quantity: number }>)['sku-1']!.quantity++;
              });
            }
          }),
      },
      length,
    );
    return [
      { part: `${counted} updates of a counter`, before: '3,000–6,000', measured: counter, target: 250, unit: 'ms' },
      { part: `${looked} times get, then update`, before: '1,000–1,500', measured: cart, target: 150, unit: 'ms' },
    ];
  },
};
