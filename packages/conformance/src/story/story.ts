import { StoreError } from '@sess/core';
import type { Bench, ManagerOptions } from '../bench.js';
import { type Law, law } from '../law.js';
import { intercepted } from '../spied-store.js';
import type { Middleware, Site } from './middleware.js';
import { Shop } from './shop.js';
import { Visitor } from './visitor.js';

/** Where a chapter of the story takes place. */
export interface Scene {
  readonly bench: Bench;
  readonly shop: Shop;
  readonly site: Site;
  readonly visitor: Visitor;
  /** What the site calls of its store. */
  readonly calls: string[];
  /** While it is down, every call of the site's store fails. */
  readonly backend: { isDown: boolean };
}

export interface Chapter {
  readonly number: string;
  readonly title: string;
  readonly options?: Partial<ManagerOptions>;
  readonly tell: (scene: Scene) => Promise<void>;
}

/** The chapters as laws, told through one middleware. Each has a site of its own, closed when it ends. */
export function lawsOf(chapters: readonly Chapter[], middleware: Middleware): Law[] {
  return chapters.map(({ number, title, options, tell }) =>
    law(number, title, async (bench) => {
      const calls: string[] = [];
      const backend = { isDown: false };
      const store = intercepted(bench.one, (verb, call) => {
        calls.push(verb);
        if (backend.isDown) return Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
        return call();
      });
      const shop = new Shop();
      const site = await middleware.serve(bench.manage(store, options), shop);
      try {
        await tell({ bench, shop, site, visitor: new Visitor(site), calls, backend });
      } finally {
        shop.released.open();
        await site.close();
      }
    }),
  );
}
