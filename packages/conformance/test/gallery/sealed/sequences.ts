import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

/** Does not look for revocations of tokens that have to be sealed again. */
class SkipsRetired extends RevokingStore {
  #isRetired = false;

  override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
    this.#isRetired = this.retired.has(name);
    return super.opened(bytes, name, context);
  }

  override isLive(record: SealedRecord): boolean {
    return this.#isRetired ? this.clock() < record.expiresAt : super.isLive(record);
  }
}

/** Takes its revocations along when it closes. */
class TakesAlong extends RevokingStore {
  readonly #own: string[] = [];

  override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
    await super.revoke(record, options);
    this.#own.push(record.id);
  }

  override close(): Promise<void> {
    for (const id of this.#own) this.revocations.ids.delete(id);
    return super.close();
  }
}

/** Remembers the owner of an id, and seals it although the record has none any more. */
class RemembersOwners extends RevokingStore {
  readonly #owners = new Map<string, string>();

  override write(record: SealedRecord): string {
    const owner = record.owner ?? this.#owners.get(record.id);
    if (owner !== undefined) this.#owners.set(record.id, owner);
    return super.write({ ...record, ...(owner !== undefined && { owner }) });
  }
}

/** Keeps the instant of creation of the first record with an id. */
class RemembersCreation extends RevokingStore {
  readonly #created = new Map<string, number>();

  override write(record: SealedRecord): string {
    const createdAt = this.#created.get(record.id) ?? record.createdAt;
    this.#created.set(record.id, createdAt);
    return super.write({ ...record, createdAt });
  }
}

/** Ends a revocation when the token of the call that made it would have ended. */
class ShortensByTouch extends RevokingStore {
  override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
    await super.revoke(record, options);
    const { ids } = this.revocations;
    for (const [id, until] of ids) if (until <= this.clock() + 3_600_000 && id !== record.id) ids.delete(id);
  }
}

/** Refuses every token of an id once one of them has ended. */
class EndsAll extends RevokingStore {
  readonly #ended = new Set<string>();

  override isLive(record: SealedRecord): boolean {
    const isLive = super.isLive(record) && !this.#ended.has(record.id);
    if (!isLive) this.#ended.add(record.id);
    return isLive;
  }
}

export const brokenSequences = [
  broken('tokens of retired keys open although their record is revoked', ['157'], SkipsRetired),
  broken('an instance takes its revocations along when it closes', ['157'], TakesAlong),
  broken('an owner comes back when its record is sealed without one', ['157'], RemembersOwners),
  broken('the first instant of creation of an id is sealed again', ['157'], RemembersCreation),
  broken('a revocation drops others that would end within an hour', ['157'], ShortensByTouch),
  broken('a renewed record ends with its first token', ['157'], EndsAll),
];
