import type { CallOptions, CreateResult, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

const day = 86_400_000;

/** Keeps another deadline than the one it was given, on every write. */
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

/** The same clock, a millisecond slow, so that `now > expiresAt` stands for `now >= expiresAt`. */
function oneLess(clock: () => number): () => number {
  const late = millisecondsLate.get(clock) ?? (() => clock() - 1);
  millisecondsLate.set(clock, late);
  return late;
}

function localOffset(instant: number): number {
  return new Date(instant).getTimezoneOffset() * 60_000;
}

const inLocalTime = keeping((expiresAt) => expiresAt - localOffset(expiresAt));

/** Stores the deadline as local time without a zone, as a column of type DATETIME does when the driver formats it. */
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
    'deadlines are rounded to seconds and said to be exact',
    ['4', '57'],
    keeping((at) => Math.round(at / 1000) * 1000),
  ),
  broken(
    'more than 30 days from now is long ago',
    ['59'],
    keeping((at, now) => (at - now > 30 * day ? now - 1 : at)),
  ),
  broken(
    'deadlines are kept as 32-bit seconds',
    ['59', '3b'],
    keeping((at) => (at > 2 ** 31 * 1000 ? at - 2 ** 32 * 1000 : at)),
  ),
  broken(
    'less than a second from now is for ever',
    ['60'],
    keeping((at, now) => (at > now && at - now < 1000 ? now + 99 * day : at)),
  ),
  broken('deadlines are kept in local time', ['61'], LocalTime),
  broken(
    'seconds to live are handed over as milliseconds',
    ['4', '57'],
    keeping((at, now) => now + Math.ceil((at - now) / 1000)),
  ),
  broken(
    'milliseconds to live are handed over as seconds',
    ['3b', '4', '57'],
    keeping((at, now) => now + (at - now) * 1000),
  ),
  broken(
    'deadlines are kept as 32-bit integers of milliseconds',
    ['4', '57', '59'],
    keeping((at) => at | 0),
  ),
  broken(
    'a lifetime counts from when it arrives',
    ['4'],
    keeping((at) => at + 7),
  ),
  broken(
    'a lifetime below a second is cut to none, which means for ever',
    ['60'],
    keeping((at, now) => (at > now && Math.floor((at - now) / 1000) === 0 ? 8.64e15 : at)),
  ),
  broken(
    'deadlines are compared with a clock of its own',
    ['57', '58'],
    class extends WiredStore {
      override get server() {
        return this.backend.view(Date.now);
      }
    },
  ),
];
