import type { SessionId } from '@sess/core';
import { expect, it } from 'vitest';
import { StoreFixture } from '../src/fixture/store-fixture.js';
import { realTimeLaws } from '../src/laws/store/real-time.js';
import { type StoreClass, wiredSubject } from './gallery/broken-store.js';
import { WiredStore } from './wired-store.js';

/** A server that is told an instant, as by PEXPIREAT, and drops the record then, whatever the store's clock says. */
function droppingAt(instant: (expiresAt: number) => number, { isMoved = true } = {}): StoreClass {
  const drops = new Map<SessionId, number>();
  return class extends WiredStore {
    override async load(...call: Parameters<WiredStore['load']>) {
      const [id] = call;
      if (Date.now() >= (drops.get(id) ?? Infinity)) await this.server.delete(id);
      return super.load(...call);
    }

    override async create(...call: Parameters<WiredStore['create']>) {
      const [id, { expiresAt }] = call;
      drops.set(id, instant(expiresAt));
      return super.create(...call);
    }

    override async update(...call: Parameters<WiredStore['update']>) {
      const result = await super.update(...call);
      const [id, { expiresAt }] = call;
      if (isMoved && result.status === 'written') drops.set(id, instant(expiresAt));
      return result;
    }

    override async touch(...call: Parameters<WiredStore['touch']>) {
      const isTouched = await super.touch(...call);
      const [id, expiresAt] = call;
      if (isMoved && isTouched) drops.set(id, instant(expiresAt));
      return isTouched;
    }
  };
}

/** Runs the law after others, which have moved the clock of the suite by hours. */
async function checkLate(store: StoreClass): Promise<void> {
  const fixture = new StoreFixture(wiredSubject('WiredStore', store), { effort: 'quick' });
  await fixture.open();
  await fixture.clock.reach(Date.now() + 36_000_000);
  for (const { check } of realTimeLaws) await check(fixture);
}

it.concurrent('a server that is told the right instant passes', async () => {
  await expect(checkLate(droppingAt((expiresAt) => expiresAt))).resolves.toBeUndefined();
});

it.concurrent.each([
  ['is not told of a later instant', droppingAt((expiresAt) => expiresAt, { isMoved: false })],
  ['is told the full second before', droppingAt((expiresAt) => Math.floor(expiresAt / 1000) * 1000)],
  ['is told an instant in seconds', droppingAt((expiresAt) => expiresAt / 1000)],
])('a server that %s fails', async (_mistake, store) => {
  await expect(checkLate(store)).rejects.toThrow(/in real time|must be live for|moved by/);
});
