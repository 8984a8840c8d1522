import { afterAll, beforeAll, beforeEach } from 'vitest';
import { counted } from './counted-store.js';
import { openTestShop, type TestShop } from './open-test-shop.js';

/** Opens a shop for the tests of a file, and records its store calls. Each test starts with an empty list. */
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
      if (!shop) throw new Error('The shop is open only during tests.');
      return shop;
    },
  };
}
