import type { KeyedStore, SessionId, SessionRecord } from '@sess/core';
import { OwnTimers } from '../../fixture/own-timers.js';
import { quotedIn, type Secrets } from '../../fixture/quoted-data.js';
import { newOwner, newRevision, newText } from '../../fixture/random-ids.js';
import { expectLive, expectStatus, versionAfter } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expectEmpty } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { Attempt } from './attempt.js';
import { clearAll } from './clear-all.js';

const pollMs = 25;
const polls = 40;

/** A session with a past, and what may be found nowhere any more. */
interface Written extends Awaited<ReturnType<StoreFixture['put']>> {
  readonly version: string;
  readonly former: Secrets;
  readonly current: Secrets;
}

/** Returns data that nothing else has, as fields of a record and by names. */
function markedFields({ subject }: StoreFixture): { fields: Partial<SessionRecord>; secrets: Secrets } {
  const [payload, attribute] = [newText(), newText()];
  const [name] = Object.entries(subject.attributes ?? {}).find(([, [sample]]) => typeof sample === 'string') ?? [];
  return {
    fields: { payload: `{"kept":"${payload}"}`, ...(name !== undefined && { attributes: { [name]: attribute } }) },
    secrets: { 'the payload': payload, ...(name !== undefined && { 'an attribute': attribute }) },
  };
}

/** Creates a session and updates it, with data of its own each time, and renews it. */
async function writeTwice(fixture: StoreFixture, expiresAt = fixture.now() + 3_600_000): Promise<Written> {
  const { one } = fixture;
  const owner = one.owners && { owner: newOwner() };
  const [first, second] = [markedFields(fixture), markedFields(fixture)];
  const made = await fixture.put({ ...first.fields, ...owner, expiresAt });
  const next = fixture.record({ ...second.fields, ...owner, expiresAt, createdAt: made.record.createdAt });
  const written = await one.update(made.id, next, made.stored.version);
  expectStatus(written, 'written', 'update');
  await one.touch?.(made.id, expiresAt, await versionAfter(one, made.id, written), newRevision());
  const { version } = await expectLive(one, made.id, 'that was written twice');
  return {
    ...made,
    version,
    former: first.secrets,
    current: { ...second.secrets, ...(owner && { 'the owner': owner.owner }) },
  };
}

/** What ends a session. */
type Ending = (fixture: StoreFixture, session: Written, store: KeyedStore) => Promise<unknown>;

const endings: Readonly<Record<string, Ending>> = {
  delete: (_fixture, { id }, store) => store.delete(id),
  deleteIf: (_fixture, { id, version }, store) => store.deleteIf(id, version),
  'owners.deleteByOwner': async (_fixture, { record }, store) =>
    record.owner !== undefined && store.owners?.deleteByOwner(record.owner, { except: [] }),
};

async function expectNowhere(fixture: StoreFixture, id: SessionId, secrets: Secrets, when: string): Promise<void> {
  const dump = await fixture.dump();
  // An index of owners may name too much: the id under its owner.
  const isNamed = dump.includes(id);
  const found = quotedIn(dump, secrets).filter((name) => !(isNamed && name === 'the owner'));
  expectEmpty(found, `The backend must keep nothing of what was replaced or removed, in no table or log, ${when}.`);
}

export const upkeepLaws = [
  law('153', 'a store keeps no process running: no timer that it starts outlasts its calls', async (fixture) => {
    const timers = new OwnTimers();
    try {
      const { store } = await fixture.subject.open({ clock: fixture.clock.now });
      for (const { verb } of await Attempt.verbsOf(fixture)) {
        const attempt = await Attempt.at(fixture, verb);
        await attempt.call({}, store);
      }
      for (let poll = 0; poll < polls && timers.running().length > 0; poll++) {
        await new Promise((resolve) => {
          setTimeout(resolve, pollMs);
        });
      }
      const demand = 'A store must keep no process running: end each timer with its call, or unref it.';
      expectEmpty(timers.running(), demand);
    } finally {
      timers.stop();
    }
  }),

  law(
    '154',
    'nothing of a former payload, or of a session that has ended, stays anywhere in the backend',
    async (fixture) => {
      const { one, two } = fixture;
      for (const [verb, end] of Object.entries(endings)) {
        if (verb.startsWith('owners') && !one.owners) continue;
        const session = await writeTwice(fixture);
        await fixture.dumpWith(session.id);
        await expectNowhere(fixture, session.id, session.former, 'after an update');
        await end(fixture, session, two);
        await expectNowhere(fixture, session.id, { ...session.former, ...session.current }, `after ${verb}`);
      }

      const expiresAt = fixture.soon();
      const [replaced, cleared] = [await writeTwice(fixture, expiresAt), await writeTwice(fixture, expiresAt)];
      await fixture.pass(expiresAt);
      const created = await one.create(replaced.id, fixture.record());
      expectStatus(created, 'written', 'create under the id of an expired record');
      const secrets = { ...replaced.former, ...replaced.current };
      await expectNowhere(fixture, replaced.id, secrets, 'after a create that replaced an expired record');
      if (!one.deleteExpired) return;
      await clearAll(one, 100);
      await expectNowhere(fixture, cleared.id, { ...cleared.former, ...cleared.current }, 'after deleteExpired');
    },
    ['dump'],
  ),
];
