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

/** A shop on a free port, over a database file in a folder of its own; both are gone when it closes. */
export async function openTestShop(wrap: (kept: OpenStore) => OpenStore = (kept) => kept): Promise<TestShop> {
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
