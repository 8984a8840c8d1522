import type { CallOptions, CreateResult, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

const day = 86_400_000;

/** Changes the deadline on every write. */
function keeping(change: (expiresAt: number, now: number) => number) {
  return class extends WiredStore {
    override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
      this.refuseTooLarge(record);
      return super.create(id, { ...record, expiresAt: change(record.expiresAt, this.clock()) }, options);
    }
    override async update(
      id: SessionId,
      record: SessionRecord,
      version: string,
      options?: CallOptions,
    ): Promise<UpdateResult> {
      this.refuseTooLarge(record);
      return super.update(id, { ...record, expiresAt: change(record.expiresAt, this.clock()) }, version, options);
    }
    override touch(
      id: SessionId,
      expiresAt: number,
      version: string,
      revision: string,
      options?: CallOptions,
    ): Promise<boolean> {
      return super.touch(id, change(expiresAt, this.clock()), version, revision, options);
    }
  };
}

const millisecondsLate = new WeakMap<() => number, () => number>();

/**
 * Returns the same clock, a millisecond slow, so that a store checks `now > expiresAt` instead of `now >= expiresAt`.
 */
function oneLess(clock: () => number): () => number {
  const late = millisecondsLate.get(clock) ?? (() => clock() - 1);
  millisecondsLate.set(clock, late);
  return late;
}

function localOffset(instant: number): number {
  return new Date(instant).getTimezoneOffset() * 60_000;
}

const inLocalTime = keeping((expiresAt) => expiresAt - localOffset(expiresAt));

/** Stores the deadline as local time without a zone, like a DATETIME column whose driver formats it. */
class LocalTime extends inLocalTime {
  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const found = await super.load(id, options);
    return found && { ...found, expiresAt: found.expiresAt + localOffset(found.expiresAt) };
  }
}

export const brokenAtExpiry = [
  broken(
    'a record lives until the deadline has passed',
    ['58'],
    class extends WiredStore {
      override get server() {
        return this.backend.view(oneLess(this.clock));
      }
    },
  ),
  broken(
    'deadlines are rounded to seconds but declared as exact',
    ['4', '57'],
    keeping((at) => Math.round(at / 1000) * 1000),
  ),
  broken(
    'a deadline in more than 30 days is treated as past',
    ['59'],
    keeping((at, now) => (at - now > 30 * day ? now - 1 : at)),
  ),
  broken(
    'deadlines are kept as 32-bit seconds',
    ['59', '3b'],
    keeping((at) => (at > 2 ** 31 * 1000 ? at - 2 ** 32 * 1000 : at)),
  ),
  broken(
    'a deadline in less than a second is treated as never',
    ['60'],
    keeping((at, now) => (at > now && at - now < 1000 ? now + 99 * day : at)),
  ),
  broken('deadlines are kept in local time', ['61'], LocalTime),
  broken(
    'seconds to live are passed as milliseconds',
    ['4', '57'],
    keeping((at, now) => now + Math.ceil((at - now) / 1000)),
  ),
  broken(
    'milliseconds to live are passed as seconds',
    ['3b', '4', '57'],
    keeping((at, now) => now + (at - now) * 1000),
  ),
  broken(
    'deadlines are kept as 32-bit integers of milliseconds',
    ['4', '57', '59'],
    keeping((at) => at | 0),
  ),
  broken(
    'a time to live counts from the arrival of the request',
    ['4'],
    keeping((at) => at + 7),
  ),
  broken(
    'a time to live below a second is rounded to zero, which means never',
    ['60'],
    keeping((at, now) => (at > now && Math.floor((at - now) / 1000) === 0 ? 8.64e15 : at)),
  ),
  broken(
    'deadlines are compared with another clock',
    ['57', '58'],
    class extends WiredStore {
      override get server() {
        return this.backend.view(Date.now);
      }
    },
  ),
];
