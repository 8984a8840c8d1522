import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectStatus, versionAfter } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll } from './clear-all.js';

/** Versions that look short and random are worth this many times as many writes. */
const manyTimes = 40;

/** Writes one record again and again, and fails as soon as a version comes back. */
class WrittenAgain {
  readonly #fixture: StoreFixture;
  readonly #id: SessionId;
  /** Each version, and the number of the write that gave it. */
  readonly #writes = new Map<string, number>();
  #current = '';

  private constructor(fixture: StoreFixture, id: SessionId) {
    this.#fixture = fixture;
    this.#id = id;
  }

  static async begin(fixture: StoreFixture): Promise<WrittenAgain> {
    return new WrittenAgain(fixture, await newId());
  }

  get id(): SessionId {
    return this.#id;
  }

  get versions(): string[] {
    return [...this.#writes.keys()];
  }

  async create(store: KeyedStore): Promise<void> {
    const created = await store.create(this.#id, this.#fixture.record());
    expectStatus(created, 'written', 'create under an id without a live record');
    this.#note(await versionAfter(store, this.#id, created), 'create');
  }

  async update(store: KeyedStore): Promise<void> {
    const updated = await store.update(this.#id, this.#fixture.record(), this.#current);
    expectStatus(updated, 'written', 'update with the current version');
    this.#note(await versionAfter(store, this.#id, updated), 'update');
  }

  async touch(store: KeyedStore): Promise<void> {
    if (!store.touch) return this.update(store);
    const touched = await store.touch(this.#id, this.#fixture.now() + 1_800_000, this.#current, newRevision());
    expect(touched, 'touch with the current version must return true.', touched);
    this.#note((await expectLive(store, this.#id, 'after a touch')).version, 'touch');
  }

  async remove(store: KeyedStore): Promise<void> {
    expectStatus(await store.deleteIf(this.#id, this.#current), 'deleted', 'deleteIf with the current version');
  }

  #note(version: string, verb: string): void {
    const write = this.#writes.size + 1;
    const former = this.#writes.get(version);
    const demand = `${verb}, write ${write} of one id, must give a version that the id has never had.`;
    expect(former === undefined, demand, { version, alreadyAfterWrite: former });
    this.#writes.set(version, write);
    this.#current = version;
  }
}

type Ending = (fixture: StoreFixture, id: SessionId, stored: StoredSession) => Promise<unknown>;

/** The ways in which a record can end, with a deadline that is near. */
const endings: Readonly<Record<string, Ending>> = {
  delete: ({ one }, id) => one.delete(id),
  deleteIf: ({ two }, id, { version }) => two.deleteIf(id, version),
  deleteByOwner: ({ one }, _id, { owner }) => Promise.resolve(one.owners?.deleteByOwner(owner ?? '', { except: [] })),
  expiry: (fixture, _id, { expiresAt }) => fixture.pass(expiresAt),
  'expiry and delete': async (fixture, id, { expiresAt }) => {
    await fixture.pass(expiresAt);
    await fixture.two.delete(id);
  },
  'expiry and deleteExpired': async (fixture, _id, { expiresAt }) => {
    await fixture.pass(expiresAt);
    if (fixture.one.deleteExpired) await clearAll(fixture.one, 100);
  },
};

/**
 * Returns how many versions it takes to see one twice, if these are random: after 4.5 times the root of what their
 * positions can say, one of 25,000 runs does not. Versions that only grow are counted, and not random.
 */
function enoughToRepeat(versions: readonly string[]): number {
  const isGrowing = versions.every((version, at) => at === 0 || isLess(versions[at - 1]!, version));
  if (isGrowing) return 0;
  const longest = Math.max(...versions.map(({ length }) => length));
  let bits = 0;
  for (let at = 0; at < longest; at++) bits += Math.log2(new Set(versions.map((version) => version[at])).size);
  return 4.5 * 2 ** (bits / 2);
}

function isLess(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}

export const repeatedVersionLaws = [
  law('131a', 'thousands of writes of one record by two instances never give it one version twice', async (fixture) => {
    const { one, two } = fixture;
    const { writesOfOneSession } = fixture.effort;
    const again = await WrittenAgain.begin(fixture);
    await again.create(one);
    const write = async (from: number, to: number) => {
      for (let step = from; step < to; step++) {
        // Most by one instance, because a counter may be of the instance.
        const store = step % 8 === 7 ? two : one;
        // Seldom, because a counter may begin again with each life, and be too small for a long one.
        if (step % 299 === 298) {
          await again.remove(store);
          await again.create(store);
        } else if (step % 20 === 19) await again.touch(store);
        else await again.update(store);
      }
    };
    await write(0, writesOfOneSession);
    const enough = enoughToRepeat(again.versions);
    const most = writesOfOneSession * manyTimes;
    // Many more writes would hardly find a version that is long.
    if (enough < 4 * most) await write(writesOfOneSession, Math.min(enough, most));
    await one.delete(again.id);
  }),

  law('131b', 'instances that were just opened never give a record a version that it has had', async (fixture) => {
    const open = async () => (await fixture.subject.open({ clock: fixture.clock.now })).store;
    // Opened at once, so that the time at which they begin keeps nothing apart.
    const stores = await Promise.all([open(), open()]);
    const [first, second] = stores;
    const inTurn = await WrittenAgain.begin(fixture);
    await inTurn.create(first);
    for (let step = 0; step < 20; step++) await inTurn.update(step % 2 ? first : second);
    const oneByOne = await WrittenAgain.begin(fixture);
    await oneByOne.create(first);
    for (const store of stores) {
      for (let step = 0; step < 25; step++) await (step % 5 === 4 ? oneByOne.touch(store) : oneByOne.update(store));
    }
    const third = await open();
    for (let step = 0; step < 60; step++) await oneByOne.update(third);
    await Promise.all([first.delete(inTurn.id), first.delete(oneByOne.id)]);
    for (const store of [...stores, third]) await store.close?.();
  }),

  law('131c', 'no version comes back in another life of an id, however the former one ended', async (fixture) => {
    const { one, two } = fixture;
    const id = await newId();
    const seen = new Map<string, string>();
    const note = async (when: string) => {
      const stored = await expectLive(two, id, when);
      const former = seen.get(stored.version);
      const demand = `The version ${when} must be one that the id has never had.`;
      expect(former === undefined, demand, { version: stored.version, already: former });
      seen.set(stored.version, when);
      return stored;
    };
    for (const [ending, end] of Object.entries(endings).flatMap((each) => [each, each])) {
      if (ending.startsWith('expiry') && !fixture.clock.isGiven) continue;
      const owner = one.owners && { owner: newOwner() };
      const when = `in the life that ends by ${ending}`;
      const record = fixture.record({ ...owner });
      expectStatus(await one.create(id, record), 'written', `create ${when}`);
      let stored = await note(`after create, ${when}`);
      for (const store of [two, one]) {
        const next = { ...record, revision: newRevision(), expiresAt: fixture.soon() };
        expectStatus(await store.update(id, next, stored.version), 'written', `update ${when}`);
        stored = await note(`after update by ${store === one ? 'the first' : 'the second'} instance, ${when}`);
      }
      if (ending === 'deleteByOwner' && !one.owners) await one.delete(id);
      else await end(fixture, id, stored);
    }
    await one.delete(id);
  }),
];
