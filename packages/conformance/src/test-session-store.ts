import assert from 'node:assert/strict';
import { type SessionRecord, sessionIdOf, type SessionKey } from '@sess/core';
import type { Runner } from './runner.js';
import type { StoreSubject } from './store-subject.js';

export function testSessionStore(runner: Runner, subject: StoreSubject): void {
  runner.describe(subject.name, () => {
    runner.it('law 7: what create stores, load returns', async () => {
      const { store } = await subject.open({ clock: Date.now });
      const record: SessionRecord = {
        payload: '{"a":1}',
        createdAt: 1_700_000_000_123,
        expiresAt: Date.now() + 60_000,
        revision: 'r1',
      };
      const id = await sessionIdOf('a'.repeat(32) as SessionKey);
      assert.equal((await store.create(id, record)).status, 'written');
      const { version: _, ...loaded } = (await store.load(id))!;
      assert.deepEqual(loaded, record);
    });
  });
}
