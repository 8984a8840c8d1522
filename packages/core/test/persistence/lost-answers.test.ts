import { describe, expect, it } from 'vitest';
import type { SessionKey } from '../../src/contract/session-id.js';
import type { Session } from '../../src/session/session.js';
import { day, type Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { type Accident, loseOne, type Meanwhile, type Processes } from './accidents.js';
import { kinds } from './hooked-store.js';
import { twoProcesses } from './ways.js';

interface Row extends Accident {
  readonly call: string;
  readonly from: 'nothing' | 'guest' | 'alice';
  readonly found: string;
  readonly act: (session: Session<Shop>, world: Processes) => unknown;
  readonly says: 'stored' | 'unknown';
  /** Events other than those of what happens meanwhile. */
  readonly events: readonly string[];
  readonly later?: number;
  /** Whether the browser's cookie is another one afterwards: told by a new one, by its removal, or not at all. */
  readonly cookie: 'set' | 'removed' | 'none';
}

const count = (session: Session<Shop>): unknown => session.update('visits', 0, (visits) => visits + 1);

/** Ends whatever stands under the id of the call. */
const ended: Meanwhile = ({ store }, { id }) => store.delete(id);
/** Another process stores something there. */
const changed: Meanwhile = ({ other }, { id }) => other.edit(id, (session) => void session.set('name', 'theirs'));

const failed = ['unsaved failed'];
const change = { call: 'a change', from: 'guest', verb: 'update', act: count } as const;
const removal = { ...change, call: 'a removal', act: (session: Session<Shop>) => session.delete('visits') } as const;
const emptied = { ...removal, call: 'an emptied session', verb: 'deleteIf' } as const;
const first = { call: 'a first write', from: 'nothing', verb: 'create', act: count } as const;
const regenerate = { ...change, call: 'regenerate', act: (session: Session<Shop>) => session.regenerate() } as const;
const signIn = { ...change, call: 'a sign-in', act: (session: Session<Shop>) => session.signIn('alice') } as const;
const destroy = {
  call: 'destroy',
  from: 'alice',
  verb: 'deleteIf',
  act: (session: Session<Shop>) => session.destroy(),
} as const;

/** The same rows stand in docs/store-contract.md. */
const table: readonly Row[] = [
  { ...first, lost: 'answer', found: 'ours', says: 'stored', events: ['created'], cookie: 'set' },
  { ...first, lost: 'question', found: 'nothing', says: 'stored', events: ['created'], cookie: 'set' },
  { ...change, lost: 'answer', found: 'ours', says: 'stored', events: ['saved'], cookie: 'none' },
  { ...change, lost: 'question', found: 'what was there', says: 'stored', events: ['saved'], cookie: 'none' },
  { ...change, lost: 'answer', meanwhile: ended, found: 'nothing', says: 'unknown', events: failed, cookie: 'none' },
  { ...change, lost: 'question', meanwhile: ended, found: 'nothing', says: 'unknown', events: failed, cookie: 'none' },
  { ...change, lost: 'answer', meanwhile: changed, found: 'another', says: 'unknown', events: failed, cookie: 'none' },
  {
    ...change,
    lost: 'question',
    meanwhile: changed,
    found: 'another',
    says: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...removal,
    act: (session) => void session.set('name', 'kept').delete('visits'),
    lost: 'answer',
    meanwhile: ended,
    found: 'nothing',
    says: 'unknown',
    events: failed,
    cookie: 'none',
  },
  { ...emptied, lost: 'answer', found: 'nothing', says: 'stored', events: ['destroyed'], cookie: 'none' },
  { ...emptied, lost: 'question', found: 'what was there', says: 'stored', events: ['destroyed'], cookie: 'removed' },
  {
    ...emptied,
    lost: 'question',
    meanwhile: ended,
    found: 'nothing',
    says: 'stored',
    events: ['destroyed'],
    cookie: 'none',
  },
  {
    call: 'a renewal',
    from: 'guest',
    verb: 'update',
    act: () => undefined,
    later: 2 * day,
    lost: 'answer',
    meanwhile: ended,
    found: 'nothing',
    says: 'stored',
    events: ['unsaved renewal-failed'],
    cookie: 'none',
  },
  { ...regenerate, lost: 'answer', found: 'ours', says: 'stored', events: ['saved'], cookie: 'set' },
  { ...regenerate, lost: 'question', found: 'what was there', says: 'stored', events: ['saved'], cookie: 'set' },
  {
    ...regenerate,
    lost: 'answer',
    meanwhile: ended,
    found: 'nothing',
    says: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...regenerate,
    lost: 'question',
    meanwhile: ended,
    found: 'nothing',
    says: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...regenerate,
    lost: 'question',
    meanwhile: changed,
    found: 'another',
    says: 'stored',
    events: ['saved'],
    cookie: 'set',
  },
  { ...signIn, lost: 'answer', meanwhile: ended, found: 'nothing', says: 'stored', events: ['created'], cookie: 'set' },
  {
    ...signIn,
    from: 'alice',
    call: 'signing in again',
    lost: 'answer',
    meanwhile: ended,
    found: 'nothing',
    says: 'unknown',
    events: failed,
    cookie: 'none',
  },
  { ...destroy, lost: 'answer', found: 'nothing', says: 'stored', events: ['destroyed'], cookie: 'none' },
  { ...destroy, lost: 'question', found: 'what was there', says: 'stored', events: ['destroyed'], cookie: 'removed' },
  {
    ...destroy,
    lost: 'question',
    meanwhile: changed,
    found: 'another',
    says: 'stored',
    events: ['destroyed'],
    cookie: 'removed',
  },
  {
    ...destroy,
    lost: 'question',
    meanwhile: ended,
    found: 'nothing',
    says: 'stored',
    events: ['destroyed'],
    cookie: 'none',
  },
];

describe.each(kinds)('when an answer is lost, tellsVersion $tellsVersion', (kind) => {
  it.each(table)('$call: $lost lost, found $found, is $says', async (row) => {
    const world = twoProcesses({}, { ...kind, touches: false });
    const { slow, other, jar, time } = world;
    if (row.from !== 'nothing') {
      await visit(other, jar, (session) => {
        count(session);
        if (row.from === 'alice') session.signIn('alice');
      });
    }
    time.now += row.later ?? 0;
    const events: string[] = [];
    for (const name of ['created', 'saved', 'destroyed', 'interrupted'] as const)
      slow.on(name, () => events.push(name));
    slow.on('unsaved', ({ reason }) => events.push(`unsaved ${reason}`));
    loseOne(world, row);
    const { session, commit } = await slow.open(jar.header);
    const answer = (async () => {
      await row.act(session, world);
      return commit({ status: 200 });
    })();
    if (row.says === 'unknown') await expect(answer).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    const { cookies } = row.says === 'unknown' ? await commit({ status: 503 }) : await answer;
    const [cookie] = cookies;
    expect({ events, cookie: cookie ? (cookie.maxAgeSeconds === 0 ? 'removed' : 'set') : 'none' }).toEqual({
      events: row.events,
      cookie: row.cookie,
    });
  });

  it('revoke: answer lost, found nothing, is true', async () => {
    const world = twoProcesses({}, kind);
    const { slow, other, jar } = world;
    await visit(other, jar, (session) => session.signIn('alice'));
    const id = (await other.read(jar.header)).id!;
    loseOne(world, { verb: 'deleteIf', lost: 'answer' });
    expect(await slow.revoke(id)).toBe(true);
  });

  it('save: answer lost, found nothing, is unknown and makes no new session', async () => {
    const world = twoProcesses({}, kind);
    const { slow, other, jar, time, atRest } = world;
    await visit(other, jar, count);
    const key = jar.header!.split('=')[1] as SessionKey;
    loseOne(world, { verb: 'update', lost: 'answer', meanwhile: ended });
    const saving = slow.save(key, { visits: 2 }, time.now + day);
    await expect(saving).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    expect(atRest()).toEqual([]);
  });
});
