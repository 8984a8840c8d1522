import { randomUUID } from 'node:crypto';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { sealingLimits } from '../../../sealed/sealing-store.js';
import { UnrevokingStore } from '../../../sealed/sealing-subject.js';
import { RevokingStore } from '../../../sealed/revoking-store.js';
import type { SealedExhibit } from '../exhibit.js';

const topic = 'freedoms of sealed stores';

export const unusualSealedStores: readonly SealedExhibit[] = [
  {
    name: 'answers later, with frozen objects, and rejects in place of throwing',
    topic,
    store: class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        await new Promise(setImmediate);
        return super.seal(record, context, options);
      }
      override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
        await new Promise(setImmediate);
        const unsealed = await super.unseal(token, context, options);
        return unsealed && Object.freeze({ ...unsealed, record: Object.freeze(unsealed.record) });
      }
    },
  },
  {
    name: 'seals a random text of random length with each record, and keeps 5,000 bytes',
    topic,
    store: class extends RevokingStore {
      override readonly limits = Object.freeze({ ...sealingLimits, maxPayloadBytes: 5000 });
      override write(record: SealedRecord): string {
        return JSON.stringify([super.write(record), randomUUID().repeat(1 + Math.floor(Math.random() * 5))]);
      }
      override read(text: string): SealedRecord | undefined {
        return super.read((JSON.parse(text) as [string])[0]);
      }
    },
  },
  {
    name: 'has no ability at all',
    topic,
    store: UnrevokingStore,
    subject: { claims: [] },
  },
];
