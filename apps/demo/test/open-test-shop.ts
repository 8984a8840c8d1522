import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenShop, openShop } from '../src/open-shop.js';
import type { OpenStore } from '../src/stores/open-store.js';
import { openStore } from '../src/stores/stores.js';

export interface TestShop extends OpenShop {
  readonly folder: string;
  readonly file: string;
}

/** Opens a shop on a free port, with a database file in a temporary folder, which is removed when the shop closes. */
export async function openTestShop(wrap: (opened: OpenStore) => OpenStore = (opened) => opened): Promise<TestShop> {
  const folder = mkdtempSync(join(tmpdir(), 'sess-demo-'));
  const file = join(folder, 'shop.db');
  const shop = await openShop(wrap(await openStore('prisma', { file })), { port: 0 });
  return {
    ...shop,
    folder,
    file,
    async close() {
      await shop.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
