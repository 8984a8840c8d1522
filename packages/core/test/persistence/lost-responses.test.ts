import { describe, expect, it } from 'vitest';
import type { SessionKey } from '../../src/contract/session-id.js';
import type { Session } from '../../src/session/session.js';
import { day, type Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { loseFirst, type LostCall, type Meanwhile, type Processes } from './lost-calls.js';
import { kinds } from './hooked-store.js';
import { twoProcesses } from './two-processes.js';

interface Row extends LostCall {
  readonly call: string;
  readonly from: 'nothing' | 'guest' | 'alice';
  readonly found: string;
  readonly act: (session: Session<Shop>, fixture: Processes) => unknown;
  readonly result: 'stored' | 'unknown';
  /** The events of the request whose call is lost. */
  readonly events: readonly string[];
  readonly later?: number;
  /** What the response does with the browser's cookie. */
  readonly cookie: 'set' | 'removed' | 'none';
}

const count = (session: Session<Shop>): unknown => session.update('visits', 0, (visits) => visits + 1);

/** Another process deletes the record. */
const ended: Meanwhile = ({ store }, { id }) => store.delete(id);
/** Another process changes the record. */
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

/** docs/store-contract.md has the same rows. */
const table: readonly Row[] = [
  { ...first, lost: 'response', found: 'our revision', result: 'stored', events: ['created'], cookie: 'set' },
  { ...first, lost: 'call', found: 'nothing', result: 'stored', events: ['created'], cookie: 'set' },
  { ...change, lost: 'response', found: 'our revision', result: 'stored', events: ['saved'], cookie: 'none' },
  { ...change, lost: 'call', found: 'the former version', result: 'stored', events: ['saved'], cookie: 'none' },
  {
    ...change,
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  { ...change, lost: 'call', meanwhile: ended, found: 'nothing', result: 'unknown', events: failed, cookie: 'none' },
  {
    ...change,
    lost: 'response',
    meanwhile: changed,
    found: 'another version',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...change,
    lost: 'call',
    meanwhile: changed,
    found: 'another version',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...removal,
    act: (session) => void session.set('name', 'kept').delete('visits'),
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  { ...emptied, lost: 'response', found: 'nothing', result: 'stored', events: ['destroyed'], cookie: 'none' },
  { ...emptied, lost: 'call', found: 'the former version', result: 'stored', events: ['destroyed'], cookie: 'removed' },
  {
    ...emptied,
    lost: 'call',
    meanwhile: ended,
    found: 'nothing',
    result: 'stored',
    events: ['destroyed'],
    cookie: 'none',
  },
  {
    call: 'a renewal',
    from: 'guest',
    verb: 'update',
    act: () => undefined,
    later: 2 * day,
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'stored',
    events: ['unsaved renewal-failed'],
    cookie: 'none',
  },
  { ...regenerate, lost: 'response', found: 'our revision', result: 'stored', events: ['saved'], cookie: 'set' },
  { ...regenerate, lost: 'call', found: 'the former version', result: 'stored', events: ['saved'], cookie: 'set' },
  {
    ...regenerate,
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...regenerate,
    lost: 'call',
    meanwhile: ended,
    found: 'nothing',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  {
    ...regenerate,
    lost: 'call',
    meanwhile: changed,
    found: 'another version',
    result: 'stored',
    events: ['saved'],
    cookie: 'set',
  },
  {
    ...signIn,
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'stored',
    events: ['created'],
    cookie: 'set',
  },
  {
    ...signIn,
    from: 'alice',
    call: 'signing in again',
    lost: 'response',
    meanwhile: ended,
    found: 'nothing',
    result: 'unknown',
    events: failed,
    cookie: 'none',
  },
  { ...destroy, lost: 'response', found: 'nothing', result: 'stored', events: ['destroyed'], cookie: 'none' },
  { ...destroy, lost: 'call', found: 'the former version', result: 'stored', events: ['destroyed'], cookie: 'removed' },
  {
    ...destroy,
    lost: 'call',
    meanwhile: changed,
    found: 'another version',
    result: 'stored',
    events: ['destroyed'],
    cookie: 'removed',
  },
  {
    ...destroy,
    lost: 'call',
    meanwhile: ended,
    found: 'nothing',
    result: 'stored',
    events: ['destroyed'],
    cookie: 'none',
  },
];

describe.each(kinds)('after a lost call or response, returnsVersion $returnsVersion', (kind) => {
  it.each(table)('$call is $result if its $lost was lost and core finds $found', async (row) => {
    const fixture = twoProcesses({}, { ...kind, hasTouch: false });
    const { slow, other, jar, time } = fixture;
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
    loseFirst(fixture, row);
    const { session, commit } = await slow.open(jar.header);
    const response = (async () => {
      await row.act(session, fixture);
      return commit({ status: 200 });
    })();
    if (row.result === 'unknown')
      await expect(response).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    const { cookies } = row.result === 'unknown' ? await commit({ status: 503 }) : await response;
    const [cookie] = cookies;
    expect({ events, cookie: cookie ? (cookie.maxAgeSeconds === 0 ? 'removed' : 'set') : 'none' }).toEqual({
      events: row.events,
      cookie: row.cookie,
    });
  });

  it('revoke returns true if its response was lost and core finds nothing', async () => {
    const fixture = twoProcesses({}, kind);
    const { slow, other, jar } = fixture;
    await visit(other, jar, (session) => session.signIn('alice'));
    const id = (await other.read(jar.header)).id!;
    loseFirst(fixture, { verb: 'deleteIf', lost: 'response' });
    expect(await slow.revoke(id)).toBe(true);
  });

  it('save rejects and makes no new session if its response was lost and core finds nothing', async () => {
    const fixture = twoProcesses({}, kind);
    const { slow, other, jar, time, storedRecords } = fixture;
    await visit(other, jar, count);
    const key = jar.header!.split('=')[1] as SessionKey;
    loseFirst(fixture, { verb: 'update', lost: 'response', meanwhile: ended });
    const saving = slow.save(key, { visits: 2 }, time.now + day);
    await expect(saving).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    expect(storedRecords()).toEqual([]);
  });
});
