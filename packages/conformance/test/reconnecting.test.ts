import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { modelLaws } from '../src/laws/store/model.js';
import { firstBrokenLaw } from './first-broken-law.js';
import { wiredSubject } from './gallery/broken-store.js';
import { WiredStore } from './wired-store.js';

/** A store whose driver needs a moment to connect after a failure, and refuses what comes earlier. */
class Reconnecting extends WiredStore {
  #refusals = 0;

  override async send<T>(...call: Parameters<WiredStore['send']>): Promise<T> {
    if (this.#refusals > 0) {
      this.#refusals--;
      throw new StoreError('The driver is connecting.', { outcome: 'not-applied' });
    }
    try {
      return (await super.send(...call)) as T;
    } catch (error) {
      if (error instanceof StoreError) this.#refusals = 2;
      throw error;
    }
  }
}

it('a driver that needs a moment to connect again keeps the law of lost calls', async () => {
  const laws = modelLaws.filter(({ number }) => number === '126');
  expect(laws).toHaveLength(1);
  expect(await firstBrokenLaw(wiredSubject('Reconnecting', Reconnecting), laws, { effort: 'quick' })).toBeUndefined();
});
