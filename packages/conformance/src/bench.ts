import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  type KeyedStore,
  parseSessionKey,
  type SessionId,
  type SessionKey,
  sessionIdOf,
  type SessionRecord,
  type StoredSession,
} from '@sess/core';
import { Browser } from './browser.js';
import { expectLive, expectStatus } from './expectations.js';
import type { OpenedStore, StoreSubject } from './store-subject.js';
import { SuiteBench } from './suite-bench.js';
import type { SuiteOptions } from './suite-options.js';
import type { Held } from './visit-bench.js';

export type { ManagerOptions, SuiteOptions } from './suite-options.js';

/** Where a law of keyed stores works: two instances on one backend, a clock, and fresh ids and records. */
export class Bench extends SuiteBench {
  readonly kind = 'keyed';
  readonly subject: StoreSubject;
  readonly sessionsOfOneOwner: number;
  #opened: Promise<readonly [OpenedStore, OpenedStore]> | undefined;
  #instances: readonly [KeyedStore, KeyedStore] | undefined;

  constructor(subject: StoreSubject, options: SuiteOptions) {
    super(subject.time ?? 'given', options);
    this.subject = subject;
    this.sessionsOfOneOwner = options.sessionsOfOneOwner ?? 10_000;
  }

  /** Opens both instances, once, and warms them up: a race must not be decided by who has to connect first. */
  async open(): Promise<void> {
    this.#opened ??= this.#openBoth();
    const [one, two] = await this.#opened;
    this.#instances = [one.store, two.store];
  }

  get one(): KeyedStore {
    return this.#instance(0);
  }

  get two(): KeyedStore {
    return this.#instance(1);
  }

  /** A deadline that is near, but far enough away for a few calls. */
  soon(): number {
    return this.now() + (this.clock.isGiven ? 60_000 : 800) + this.one.limits.expiryGranularityMs;
  }

  /** Lets that deadline pass: as far as the store's granularity demands, and not a millisecond further. */
  pass(deadline: number): Promise<void> {
    const { expiryGranularityMs } = this.one.limits;
    return this.clock.reach(expiryGranularityMs > 1 ? deadline + expiryGranularityMs : deadline);
  }

  /** Every record is told apart by its payload and revision, and lives for an hour. */
  record(more: Partial<SessionRecord> = {}): SessionRecord {
    const now = this.now();
    return {
      payload: `{"mark":"${randomBytes(6).toString('hex')}"}`,
      createdAt: now - 1234,
      expiresAt: now + 3_600_000,
      revision: newRevision(),
      ...more,
    };
  }

  /** Attributes that the store under test keeps; `which` chooses between two sets that differ in every value. */
  attributes(which: 0 | 1): Record<string, AttributeValue> {
    const samples = Object.entries(this.subject.attributes ?? {});
    return Object.fromEntries(samples.map(([name, values]) => [name, values[which]]));
  }

  /** Creates a record under a fresh id and returns it as stored. */
  async put(
    more: Partial<SessionRecord> = {},
  ): Promise<{ id: SessionId; record: SessionRecord; stored: StoredSession }> {
    const id = await newId();
    const record = this.record(more);
    expectStatus(await this.one.create(id, record), 'written', 'create under a fresh id');
    return { id, record, stored: await expectLive(this.one, id, 'that create wrote') };
  }

  /** Creates a record that is expired when this resolves, and still there unless the backend removed it by itself. */
  async putExpired(
    more: Partial<SessionRecord> = {},
  ): Promise<{ id: SessionId; record: SessionRecord; stored: StoredSession }> {
    const made = await this.put({ ...more, expiresAt: this.soon() });
    await this.pass(made.record.expiresAt);
    return made;
  }

  /** What is stored under the key that these cookies hold. */
  async held(cookies: ReadonlyMap<string, string>): Promise<Held | undefined> {
    const [value = ''] = cookies.values();
    const key = parseSessionKey(value);
    return key && this.two.load(await sessionIdOf(key));
  }

  async browserWith(payload: string): Promise<Browser> {
    const key = newKey();
    await this.one.create(await sessionIdOf(key), this.record({ payload }));
    return Browser.holding(key);
  }

  async #openBoth(): Promise<readonly [OpenedStore, OpenedStore]> {
    const one = await this.subject.open({ clock: this.clock.ofOne });
    const two = await this.subject.open({ clock: this.clock.ofTwo });
    await Promise.all([one.store.load(await newId()), two.store.load(await newId())]);
    return [one, two];
  }

  #instance(which: 0 | 1): KeyedStore {
    if (!this.#instances) throw new Error('A law ran before its bench was opened.');
    return this.#instances[which];
  }
}

export function newKey(): SessionKey {
  const letters = Array.from(randomBytes(32), (byte) => (byte % 36).toString(36)).join('');
  const key = parseSessionKey(letters);
  if (!key) throw new Error('@sess/core does not take 32 characters of a-z0-9 for a session key.');
  return key;
}

export function newId(): Promise<SessionId> {
  return sessionIdOf(newKey());
}

export function newRevision(): string {
  return randomBytes(15).toString('hex');
}

/**
 * Starts two calls at once and waits for both. From round to round it changes which goes first, and by how many steps of
 * the event queue, so that a gap between a check and its write is hit in some round.
 */
export async function race<A, B>(
  round: number,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<readonly [A, B]> {
  const steps = Math.floor(round / 2) % 4;
  const late = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let step = 0; step < steps; step++) await Promise.resolve();
    return call();
  };
  return round % 2 === 0 ? Promise.all([first(), late(second)]) : Promise.all([late(first), second()]);
}
