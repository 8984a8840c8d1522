import { expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';

const lines = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`sku ${index}`, { qty: 1 }]));

it('2,000 edits inside one value are merged in a few steps for each character of it', async () => {
  const { sessions, jar } = setUp();
  await visit(sessions, jar, (session) => session.set('cart', lines as never).set('visits', 0));
  const steps = await countSteps(() =>
    visit(sessions, jar, async (session) => {
      const cart = session.get('cart') as unknown as Record<string, { qty: number }>;
      for (const line of Object.values(cart)) line.qty++;
      await visit(sessions, jar, (other) => other.update('visits', 0, (visits) => visits + 1));
    }),
  );
  // Measured: 39.
  expect(steps / JSON.stringify(lines).length).toBeLessThan(48);
  const seen = (await sessions.read(jar.header)).toObject();
  expect([seen.visits, (seen.cart as unknown as typeof lines)['sku 1999']]).toEqual([1, { qty: 2 }]);
});

it('an item added to a long list of the application is merged in a few steps for each item of it', async () => {
  const { sessions, jar } = setUp();
  const numbers = Array.from({ length: 5000 }, (_, index) => index);
  await visit(sessions, jar, async (session) => {
    session.set('cart', { numbers } as never);
    session.get('cart');
    const steps = await countSteps(() => {
      numbers.push(-1);
      session.get('cart');
    });
    // Measured: 26.
    expect(steps / numbers.length).toBeLessThan(32);
  });
});
