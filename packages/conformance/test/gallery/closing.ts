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
    'close ends a client that was injected',
    ['104b'],
    class extends WiredStore {
      override close(): Promise<void> {
        this.backend.isClientOpen = false;
        return super.close();
      }
    },
  ),
  broken('stores of different tables share one', ['95'], WiredStore, (backend) => ({
    openElsewhere: ({ clock }) => Promise.resolve({ store: new WiredStore(backend, clock) }),
  })),
];
