import type { CallOptions, StoreFinding } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

export const brokenSealedDiagnoses = [
  broken(
    'a finding quotes a key',
    ['123'],
    class extends RevokingStore {
      readonly #options: ConstructorParameters<typeof RevokingStore>[0];

      constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
        super(options);
        this.#options = options;
      }

      override diagnose(): Promise<readonly StoreFinding[]> {
        const message = JSON.stringify(this.#options.keys);
        return Promise.resolve([{ code: 'ONE_KEY', level: 'info', message }]);
      }
    },
  ),
  broken(
    'diagnose fails with an error of the driver if revocations cannot be reached',
    ['97'],
    class extends RevokingStore {
      override async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
        if (this.revocations.isDown) throw new Error('ECONNREFUSED');
        return super.diagnose(options);
      }
    },
  ),
  broken(
    'a store that works finds an error',
    ['123'],
    class extends RevokingStore {
      override diagnose(): Promise<readonly StoreFinding[]> {
        return Promise.resolve([{ code: 'ONE_KEY', level: 'error', message: 'There is one key.' }]);
      }
    },
  ),
  broken(
    'diagnose ignores its signal',
    ['26'],
    class extends RevokingStore {
      override diagnose(): Promise<readonly StoreFinding[]> {
        return super.diagnose();
      }
    },
  ),
];
