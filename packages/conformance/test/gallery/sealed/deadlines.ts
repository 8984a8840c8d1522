import type { SealedRecord } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

/** Changes the deadline that it seals. */
function deadline(change: (expiresAt: number, now: number) => number): typeof RevokingStore {
  return class extends RevokingStore {
    override write(record: SealedRecord): string {
      return super.write({ ...record, expiresAt: change(record.expiresAt, this.clock()) });
    }
  };
}

function live(isLive: (expiresAt: number, now: number) => boolean): typeof RevokingStore {
  return class extends RevokingStore {
    override isLive(record: SealedRecord): boolean {
      return isLive(record.expiresAt, this.clock()) && super.isLive({ ...record, expiresAt: Infinity });
    }
  };
}

export const brokenDeadlines = [
  broken(
    'only the browser enforces the deadline',
    ['110a', '110b', '110c'],
    live(() => true),
  ),
  broken(
    'a token opens for a millisecond too long',
    ['110a', '110b'],
    live((expiresAt, now) => now <= expiresAt),
  ),
  broken(
    'a token expires a second too early',
    ['110a'],
    live((expiresAt, now) => now < expiresAt - 1000),
  ),
  broken(
    'deadlines are compared with the real clock',
    ['110a', '110b'],
    live((expiresAt) => Date.now() < expiresAt),
  ),
  broken(
    'a deadline in the past means no deadline',
    ['110c'],
    deadline((expiresAt, now) => (expiresAt <= now ? Date.UTC(2099, 0, 1) : expiresAt)),
  ),
  broken(
    'deadlines end in 2038',
    ['59', '3b'],
    deadline((expiresAt) => Math.min(expiresAt, (2 ** 31 - 1) * 1000)),
  ),
  broken(
    'deadlines are written as local time',
    ['61'],
    class extends RevokingStore {
      override write(record: SealedRecord): string {
        const { expiresAt } = record;
        return super.write({ ...record, expiresAt: expiresAt - new Date(expiresAt).getTimezoneOffset() * 60_000 });
      }

      override read(text: string): SealedRecord | undefined {
        const record = super.read(text);
        if (!record) return undefined;
        const offset = new Date(record.expiresAt).getTimezoneOffset() * 60_000;
        return { ...record, expiresAt: record.expiresAt + offset };
      }
    },
  ),
];
