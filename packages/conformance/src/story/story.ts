import { StoreError } from '@sess/core';
import type { Fixture, Held } from '../fixture/fixture.js';
import { intercepted } from '../fixture/spied-store.js';
import { expect } from '../suite/expect.js';
import { type Law, law } from '../suite/law.js';
import type { Need } from '../suite/needs.js';
import type { ManagerOptions } from '../suite/suite-options.js';
import type { Middleware, Site } from './middleware.js';
import { Shop } from './shop.js';
import { Visitor } from './visitor.js';

/** What a chapter of the story works with. */
export interface Scene {
  readonly fixture: Fixture;
  readonly shop: Shop;
  readonly site: Site;
  readonly visitor: Visitor;
  /** The verbs that the site has called on its store. */
  readonly calls: string[];
  /** While it is down, every call of the site's store fails. */
  readonly backend: { isDown: boolean };
}

export interface Chapter {
  readonly number: string;
  readonly title: string;
  readonly options?: Partial<ManagerOptions>;
  readonly needs?: readonly Need[];
  readonly check: (scene: Scene) => Promise<void>;
}

/** Turns chapters into laws that use this middleware. Each law starts a site of its own and closes it. */
export function lawsOf(chapters: readonly Chapter[], middleware: Middleware): Law<Fixture>[] {
  return chapters.map(({ number, title, options, needs = [], check }) => {
    const run = async (fixture: Fixture): Promise<void> => {
      const calls: string[] = [];
      const backend = { isDown: false };
      const store = intercepted(fixture.one, (verb, call) => {
        calls.push(verb);
        if (backend.isDown) return Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
        return call();
      });
      const shop = new Shop();
      const site = await middleware.serve(fixture.manage(store, options), shop);
      try {
        await check({ fixture, shop, site, visitor: new Visitor(site), calls, backend });
      } finally {
        shop.released.open();
        await site.close();
      }
    };
    return law(number, title, run, needs);
  });
}

/** Returns what the second instance finds for the visitor's cookies; fails if it finds nothing. */
export async function expectHeld({ fixture, visitor }: Scene, when: string): Promise<Held> {
  const held = await fixture.held(visitor.cookies);
  expect(held !== undefined, `The store must find the session of the visitor's cookie ${when}.`, 'nothing');
  return held;
}

/** Fails if these cookies still open a session. */
export async function expectNothingHeld(
  fixture: Fixture,
  { cookies }: Pick<Visitor, 'cookies'>,
  when: string,
): Promise<void> {
  const held = await fixture.held(cookies);
  expect(held === undefined, `The store must find nothing for the cookie ${when}.`, held);
}
