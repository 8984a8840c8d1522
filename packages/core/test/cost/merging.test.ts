import { expect, it } from 'vitest';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';
import { cpuTime, parseAndWrite } from './cpu-time.js';

const lines = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`sku ${index}`, { qty: 1 }]));

it('20,000 edits inside one value are merged at a few times the cost of parsing and writing it', async () => {
  const unit = await parseAndWrite(JSON.stringify(lines));
  const { sessions, jar } = setUp();
  await visit(sessions, jar, (session) => session.set('cart', lines as never).set('visits', 0));
  const edit = async (conflicts: boolean): Promise<void> => {
    await visit(sessions, jar, async (session) => {
      const cart = session.get('cart') as unknown as Record<string, { qty: number }>;
      for (const line of Object.values(cart)) line.qty++;
      if (conflicts) await visit(sessions, jar, (other) => other.update('visits', 0, (visits) => visits + 1));
    });
  };
  expect((await cpuTime(() => edit(true))) / unit).toBeLessThan(60);
  const seen = (await sessions.read(jar.header)).toObject();
  expect([seen.visits, (seen.cart as unknown as typeof lines)['sku 19999']]).toEqual([3, { qty: 4 }]);
});
