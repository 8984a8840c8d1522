import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

export const brokenAtClosing = [
  broken(
    'verbs work after close',
    ['104a'],
    class extends WiredStore {
      override close(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  broken(
    'a second close fails',
    ['104a'],
    class extends WiredStore {
      #closes = 0;
      override close(): Promise<void> {
        return this.#closes++ === 0 ? super.close() : Promise.reject(new Error('Already closed.'));
      }
    },
  ),
  broken(
    'close ends the client that was passed to the store',
    ['104b'],
    class extends WiredStore {
      override close(): Promise<void> {
        this.backend.isClientOpen = false;
        return super.close();
      }
    },
  ),
  broken('stores with different tables share one table', ['95'], WiredStore, (backend) => ({
    openElsewhere: ({ clock }) => Promise.resolve({ store: new WiredStore(backend, clock) }),
  })),
];
