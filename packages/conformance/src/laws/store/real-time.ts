import type { KeyedStore, SessionId, SessionRecord } from '@sess/core';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf } from './owned-sessions.js';

/** A renewed record must outlive a first deadline of less than a second, rounded up, and the time to notice it. */
const firstMs = 900;
const outlivedMs = 2600;
/** So long that a server which takes seconds for milliseconds drops the record before it is looked for. */
const renewedMs = 2_400_000;
/** Deadlines that are lost if seconds are rounded down, rounded, or one of them is cut. */
const nearMs = [900, 1900, 2400, 2999] as const;
/** The last of them on the busiest machine. */
const farthestMs = 12_000;
/** How long before its deadline a record is looked for. */
const marginMs = 120;

/**
 * Two instances whose clock shows real time and stands still. Other laws have moved the clock of the fixture far ahead,
 * and a server that drops records at an instant would drop none while a law can wait.
 */
interface InRealTime {
  readonly one: KeyedStore;
  readonly two: KeyedStore;
  now: number;
}

async function openInRealTime({ subject }: StoreFixture): Promise<InRealTime> {
  const time = { now: Date.now() };
  const open = async (): Promise<KeyedStore> => (await subject.open({ clock: () => time.now })).store;
  const [one, two] = [await open(), await open()];
  // Connects them.
  for (const store of [one, two]) await store.load(await newId());
  return Object.assign(time, { one, two, now: Date.now() });
}

async function waitUntil(instant: number): Promise<void> {
  while (performance.now() < instant) {
    const rest = instant - performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, rest);
    });
  }
}

/** Fails if a record is dropped before its deadline. Returns whether every look was in time to prove something. */
async function keepsNear(fixture: StoreFixture, inRealTime: InRealTime, scale: number): Promise<boolean> {
  const { one, two } = inRealTime;
  const { expiryGranularityMs } = one.limits;
  const startedAt = performance.now();
  const now = Date.now();
  inRealTime.now = now;
  const records: { id: SessionId; how: string; livesMs: number }[] = [];
  for (const near of nearMs) {
    const livesMs = near + (scale - 1) * 1000 * Math.ceil(near / 1000);
    const [created, shortened] = [await newId(), await newId()];
    const record = fixture.record({ createdAt: now, expiresAt: now + livesMs });
    await one.create(created, record);
    await one.create(shortened, fixture.record({ createdAt: now, expiresAt: now + renewedMs }));
    const { version } = await expectLive(one, shortened, 'that was created to live for an hour');
    await one.update(shortened, record, version);
    for (const [how, id] of Object.entries({ created, shortened })) records.push({ id, how, livesMs });
  }
  let isProof = true;
  for (const { id, how, livesMs } of records.toSorted((first, last) => first.livesMs - last.livesMs)) {
    const end = startedAt + livesMs - (expiryGranularityMs > 1 ? expiryGranularityMs : 0);
    if (end - marginMs <= startedAt) continue;
    await waitUntil(end - marginMs);
    const found = await two.load(id);
    const isInTime = performance.now() < end;
    const demand = `A record that was ${how} to live for ${livesMs} ms must not be dropped before, in real time either.`;
    const seen = `load returned undefined after ${Math.round(performance.now() - startedAt)} ms`;
    expect(found !== undefined || !isInTime, demand, seen);
    isProof &&= isInTime;
  }
  return isProof;
}

interface Renewed {
  readonly how: string;
  readonly id: SessionId;
  readonly record: SessionRecord;
}

/** Creates a record with a near deadline and moves it. Returns undefined if that took longer than the record lives. */
async function renew(
  fixture: StoreFixture,
  { one, now }: InRealTime,
  how: string,
  owner: Partial<SessionRecord>,
): Promise<Renewed | undefined> {
  const { expiryGranularityMs } = one.limits;
  const id = await newId();
  // From the instant that the clock shows: a server that is told an instant drops the record so long after it.
  const isLate = () => Date.now() - now >= firstMs;
  const expiresAt = now + renewedMs;
  let record = fixture.record({ ...owner, createdAt: now, expiresAt: now + firstMs + expiryGranularityMs });
  await one.create(id, record);
  for (const step of how.split(' and ')) {
    const version = (await one.load(id))?.version;
    record = { ...record, expiresAt, revision: newRevision() };
    const isRenewed =
      version !== undefined &&
      (step === 'a touch'
        ? await one.touch?.(id, expiresAt, version, record.revision)
        : (await one.update(id, record, version)).status === 'written');
    if (isRenewed) continue;
    const demand = `A record that lives for ${firstMs} ms more must be live for ${step}.`;
    expect(isLate(), demand, version === undefined ? 'load returned undefined' : `${step} was refused`);
    return undefined;
  }
  return { how, id, record };
}

export const realTimeLaws = [
  law(
    '155',
    'while the given clock stands still, no record is dropped in real time before its last deadline',
    async (fixture) => {
      const inRealTime = await openInRealTime(fixture);
      const { one, two } = inRealTime;
      const owner = one.owners && newOwner();
      const ways = ['an update', ...(one.touch ? ['a touch', 'a touch and an update', 'an update and a touch'] : [])];
      const renewals = ways.map((how) => renew(fixture, inRealTime, how, owner === undefined ? {} : { owner }));
      const renewed = (await Promise.all(renewals)).filter((each) => each !== undefined);
      const end = performance.now() + outlivedMs + one.limits.expiryGranularityMs;
      // On a busy machine a look may come too late. Then the deadlines are farther away the next time.
      for (const scale of [1, 2, 4]) {
        if (await keepsNear(fixture, inRealTime, scale)) break;
      }
      // Past all near deadlines, or one could pass while a later law counts what has expired.
      await fixture.clock.reach(inRealTime.now + farthestMs + one.limits.expiryGranularityMs);
      await waitUntil(end);
      for (const { how, id, record } of renewed) {
        const when = `two seconds after its first deadline, which was moved by ${how}`;
        const stored = await expectStored(two, id, record, when);
        if (owner === undefined) continue;
        const listed = await idsOf(two, owner);
        expect(listed.includes(id), `A list must show a live session ${when}.`, listed);
        const next = await two.update(id, { ...record, revision: newRevision() }, stored.version);
        expectStatus(next, 'written', `update of a record ${when}`);
      }
    },
    ['a given clock'],
  ),
];
