import { afterAll, beforeAll, beforeEach } from 'vitest';
import { counted } from './counted-store.js';
import { openTestShop, type TestShop } from './open-test-shop.js';

/** Opens a shop for the tests of a file, and notes the calls of its store. Each test starts with none. */
export function useCountedShop(): { readonly shop: TestShop; readonly calls: string[] } {
  const calls: string[] = [];
  let shop: TestShop | undefined;
  beforeAll(async () => {
    shop = await openTestShop(counted(calls));
  });
  afterAll(() => shop?.close());
  beforeEach(() => {
    calls.length = 0;
  });
  return {
    calls,
    get shop() {
      if (!shop) throw new Error('The shop opens before the first test, and not earlier.');
      return shop;
    },
  };
}
