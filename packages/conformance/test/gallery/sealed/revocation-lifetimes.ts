import type { CallOptions, SealContext, SealedRecord } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Forgets a revocation this long after it was made. */
function forgettingAfter(milliseconds: number): typeof RevokingStore {
  return class extends RevokingStore {
    override revoke({ expiresAt, ...record }: SealedRecord, options?: CallOptions): Promise<void> {
      return super.revoke({ ...record, expiresAt: Math.min(expiresAt, this.clock() + milliseconds) }, options);
    }
  };
}

/** Keeps this many revocations, the latest ones. */
function keeping(count: number): typeof RevokingStore {
  return class extends RevokingStore {
    override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
      await super.revoke(record, options);
      const { ids } = this.revocations;
      for (const id of [...ids.keys()].slice(0, Math.max(0, ids.size - count))) ids.delete(id);
    }
  };
}

/** Keeps revocations under what this function makes of the record. */
function revoking(idOf: (record: SealedRecord) => string): typeof RevokingStore {
  return class extends RevokingStore {
    override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
      return super.revoke({ ...record, id: idOf(record) }, options);
    }

    override isLive(record: SealedRecord): boolean {
      return super.isLive({ ...record, id: idOf(record) });
    }
  };
}

/** Seals a record anew as if it had not been revoked. */
class ForgetsWhenSealing extends RevokingStore {
  override seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string> {
    const sealed = super.seal(record, context, options);
    this.revocations.ids.delete(record.id);
    return sealed;
  }
}

/** Remembers what is revoked by the name of the cookie that it opens. */
class ByName extends RevokingStore {
  #name = '';

  override boundTo(name: string, context: SealContext): string {
    this.#name = context.cookieName;
    return super.boundTo(name, context);
  }

  override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
    return super.revoke({ ...record, id: `__Host-sid ${record.id}` }, options);
  }

  override isLive(record: SealedRecord): boolean {
    return super.isLive({ ...record, id: `${this.#name} ${record.id}` });
  }
}

/** Drops revocations in bulk when there are many. */
class Clearing extends RevokingStore {
  override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
    if (this.revocations.ids.size >= 1000) this.revocations.ids.clear();
    return super.revoke(record, options);
  }
}

/** Takes the number of seconds for a signed integer of 32 bits. */
class ShortTimes extends RevokingStore {
  override revoke({ expiresAt, ...record }: SealedRecord, options?: CallOptions): Promise<void> {
    const lifetime = (expiresAt - this.clock()) | 0;
    return super.revoke({ ...record, expiresAt: this.clock() + lifetime }, options);
  }
}

export const brokenRevocationLifetimes = [
  broken('a revocation is forgotten after a minute', ['162a'], forgettingAfter(minute)),
  broken('a revocation is forgotten after an hour', ['162a'], forgettingAfter(hour)),
  broken('a revocation is forgotten after a day', ['162a'], forgettingAfter(day)),
  broken('a revocation is forgotten after 30 days', ['162a'], forgettingAfter(30 * day)),
  broken('a revocation is forgotten after a year', ['162a'], forgettingAfter(365 * day)),
  broken('a revocation lasts for 32 bits of milliseconds', ['162a'], ShortTimes),
  broken('only the latest revocation is kept', ['162a', '162b'], keeping(1)),
  broken('only the latest 100 revocations are kept', ['162b'], keeping(100)),
  broken('only the latest 1,000 revocations are kept', ['162b'], keeping(1000)),
  broken('all revocations are dropped when there are 1,000', ['162b'], Clearing),
  broken('a revoked record is sealed as if it were live', ['162a', '45'], ForgetsWhenSealing),
  broken(
    'of a revoked id 8 characters count',
    ['162c'],
    revoking(({ id }) => id.slice(0, 8)),
  ),
  broken(
    'of a revoked id 39 characters count',
    ['162c'],
    revoking(({ id }) => id.slice(0, 39)),
  ),
  broken(
    'of a revoked id the last 12 characters count',
    ['162c'],
    revoking(({ id }) => id.slice(-12)),
  ),
  broken(
    'a revoked id is a number',
    ['162c'],
    revoking(({ id }) => String(Number(`0x${id}`))),
  ),
  broken(
    'a revocation holds only for the owner that it names',
    ['162d'],
    revoking(({ id, owner }) => `${id} ${owner}`),
  ),
  broken(
    'a revocation holds only for the instant of creation that it names',
    ['162d'],
    revoking(({ id, createdAt }) => `${id} ${createdAt}`),
  ),
  broken('a revocation holds only for the https cookie', ['162d'], ByName),
];
