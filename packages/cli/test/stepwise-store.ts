/** What a batch of the store does before it removes anything, as the text of an asynchronous function's body. */
export function stepwiseConfig(beforeBatch: string, settings = ''): string {
  return `
    import { once } from 'node:events';
    import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';

    const store = new MemorySessionStore();
    let batch = 0;
    const deleteExpired = store.deleteExpired.bind(store);
    store.deleteExpired = async (limit) => {
      batch++;
      ${beforeBatch}
      return await deleteExpired(1);
    };
    for (let n = 0; n < 10; n++) {
      const record = { payload: '{}', createdAt: 0, expiresAt: 1, revision: 'r' };
      await store.create(String(n).padStart(40, '0'), record);
    }
    /** Sends a signal to this process, and waits until it has come. */
    async function receive(signal) {
      const received = once(process, signal);
      process.kill(process.pid, signal);
      await received;
    }
    export const sessions = new SessionManager({ store, ${settings} });
  `;
}
