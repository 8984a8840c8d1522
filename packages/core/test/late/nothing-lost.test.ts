import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SessionError, StoreError } from '../../src/contract/errors.js';
import type { ResponseProgress, CommitCall, CommitResult } from '../../src/http/request-binding.js';
import type { ReadonlySession } from '../../src/session/readonly-session.js';
import type { Session } from '../../src/session/session.js';
import { setUpRevoking, setUpSealed } from '../sealed-set-up.js';
import { setUp, type Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { type Verb, verbs } from './changing-verbs.js';

/** What the application can read of a session and verbs can change. */
function viewOf(session: ReadonlySession<Shop>) {
  const { owner, expiresAt, id } = session;
  const flash = ['notice', 'later'].flatMap((name) => (session.peekFlash(name) === undefined ? [] : [name]));
  return { data: session.toObject(), flash, owner, id, expiresAt };
}

type Fixture = ReturnType<typeof setUp>;

interface Situation {
  readonly session: Session<Shop>;
  /** What the server does after the handler's changes. If it throws, the client gets an error response. */
  finish(): unknown;
}

const down = (): Promise<never> => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));

async function storeSession({ sessions, jar }: Fixture): Promise<void> {
  await visit(sessions, jar, (session) => {
    session.set('visits', 1).set('name', 'Ann').set('cart', { hat: 1 }).flash('notice', 'Saved');
  });
}

async function open(fixture: Fixture, ...calls: readonly (Partial<CommitCall> & { readonly status: number })[]) {
  const { session, commit } = await fixture.sessions.open(fixture.jar.header);
  for (const call of calls) await commit(call);
  const finish = async (): Promise<void> => fixture.jar.take(await commit({ status: 200 }));
  return { session, commit, finish };
}

/** A session that is opened while the response has that progress. */
async function late(
  { sessions, jar }: Fixture,
  progress: ResponseProgress,
  cookieHeader = jar.header,
): Promise<Situation> {
  const request = {};
  const facts = { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false };
  let commit: ((call: CommitCall) => CommitResult | Promise<CommitResult>) | undefined;
  sessions.bind(request, { cookieHeader, facts, progress, opened: (ready) => (commit = ready) });
  const session = await sessions.get(request);
  return { session, finish: () => progress === 'streaming' && commit!({ status: 200, headersSent: true }) };
}

const ended = { status: 200 };
const streaming = { status: 200, streams: true, endFollows: true };
const nothingMore = (): void => undefined;

/** The situations in which a session can be changed. */
const situations: Readonly<Record<string, (fixture: Fixture) => Promise<Situation>>> = {
  'new, before the response': (fixture) => open(fixture),
  'new, while the response streams': async (fixture) => {
    const { session, commit } = await open(fixture, streaming);
    return { session, finish: () => commit({ status: 200, headersSent: true }) };
  },
  'new, after the response': async (fixture) => ({ ...(await open(fixture, ended)), finish: nothingMore }),
  'new, opened while the response streams': (fixture) => late(fixture, 'streaming'),
  'new, opened after the response': (fixture) => late(fixture, 'ended'),
  'new, after storing it failed': async (fixture) => {
    const { session, commit, finish } = await open(fixture);
    Object.assign(fixture.store, { create: down, seal: down });
    session.start();
    await Promise.resolve(commit(ended)).catch(nothingMore);
    return { session, finish };
  },
  stored: async (fixture) => {
    await storeSession(fixture);
    return open(fixture);
  },
  'stored, while the response streams': async (fixture) => {
    await storeSession(fixture);
    const { session, commit } = await open(fixture, streaming);
    return { session, finish: () => commit({ status: 200, headersSent: true }) };
  },
  'stored, after the response': async (fixture) => {
    await storeSession(fixture);
    return { ...(await open(fixture, ended)), finish: nothingMore };
  },
  'stored, opened while the response streams': async (fixture) => {
    await storeSession(fixture);
    return late(fixture, 'streaming');
  },
  'stored, opened after the response': async (fixture) => {
    await storeSession(fixture);
    return late(fixture, 'ended');
  },
  'stored, after a server error': async (fixture) => {
    await storeSession(fixture);
    return { ...(await open(fixture, { status: 500 })), finish: nothingMore };
  },
  superseded: async (fixture) => {
    await storeSession(fixture);
    const old = fixture.jar.header!;
    await visit(fixture.sessions, fixture.jar, (session) => session.signIn('bob'));
    fixture.jar.put(old);
    return open(fixture);
  },
  'superseded, after the response': async (fixture) => ({
    ...(await situations['superseded']!(fixture)),
    ...(await open(fixture, ended)),
    finish: nothingMore,
  }),
};

const keyedSituations: typeof situations = {
  ...situations,
  'stored, after storing it failed': async (fixture) => {
    await storeSession(fixture);
    const { session, commit, finish } = await open(fixture);
    const { update } = fixture.store;
    fixture.store.update = down;
    session.set('tags', []);
    await Promise.resolve(commit(ended)).catch(nothingMore);
    fixture.store.update = update;
    return { session, finish };
  },
  'revoked meanwhile': async (fixture) => {
    await storeSession(fixture);
    const situation = await open(fixture);
    await fixture.sessions.revoke(situation.session.id!);
    return situation;
  },
  'revoked meanwhile, after the response': async (fixture) => {
    await storeSession(fixture);
    const { session } = await open(fixture, ended);
    await fixture.sessions.revoke(session.id!);
    return { session, finish: nothingMore };
  },
  "another framework's, opened while the response streams": (fixture) => late(fixture, 'streaming', 'other=1'),
  "another framework's, opened after the response": (fixture) => late(fixture, 'ended', 'other=1'),
  'after edit': async (fixture) => {
    await storeSession(fixture);
    const { id } = await fixture.sessions.read(fixture.jar.header);
    let kept: Session<Shop> | undefined;
    await fixture.sessions.edit(id!, (session) => void (kept = session));
    return { session: kept!, finish: nothingMore };
  },
  'after an edit that threw': async (fixture) => {
    await storeSession(fixture);
    const { id } = await fixture.sessions.read(fixture.jar.header);
    let kept: Session<Shop> | undefined;
    const edit = fixture.sessions.edit(id!, (session) => {
      kept = session;
      throw new Error('no');
    });
    await edit.catch(nothingMore);
    return { session: kept!, finish: nothingMore };
  },
};
// Core recognizes a superseded key by its tombstone, and a sealed store has no tombstones.
const { superseded: _, 'superseded, after the response': __, ...sealedSituations } = situations;

/** Makes one change and returns what became of it. */
async function resultOf(
  fixture: Fixture,
  begin: (fixture: Fixture) => Promise<Situation>,
  verb: Verb,
): Promise<string> {
  const { session, finish } = await begin(fixture);
  const before = viewOf(session);
  const eventsBefore = fixture.events.length;
  let result: unknown;
  try {
    result = await verb(session);
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    expect({ ...viewOf(session), expiresAt: 0 }).toEqual({ ...before, expiresAt: 0 });
    return error.code;
  }
  const mine = viewOf(session);
  if (verb === verbs['start']) mine.id = result as typeof mine.id;
  let failure: unknown;
  try {
    await finish();
  } catch (error) {
    failure = error;
  }
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  if (failure instanceof SessionError) return failure.code;
  const events = fixture.events.slice(eventsBefore).filter(([name]) => name === 'unsaved' || name === 'interrupted');
  if (events.length > 0)
    return events.map(([name, event]) => ('reason' in event ? `${name}: ${String(event.reason)}` : name)).join();
  if (JSON.stringify(mine) === JSON.stringify(before)) return 'changes nothing';
  const stored = viewOf(await fixture.sessions.read(fixture.jar.header));
  // The expiry of a first write is known only afterwards.
  if (JSON.stringify({ ...stored, expiresAt: before.expiresAt && mine.expiresAt }) === JSON.stringify({ ...mine })) {
    return 'stored';
  }
  // A guest whose session has ended meanwhile is signed in with a new session.
  if (verb === verbs['signIn'] && stored.owner === 'alice' && stored.id === mine.id) return 'stored';
  const isGone = stored.id === undefined && stored.flash.length === 0 && Object.keys(stored.data).length === 0;
  return isGone && isPartOf(mine, before) ? 'gone with the session' : `LOST: ${JSON.stringify({ mine, stored })}`;
}

/** Whether a change only removed something. */
function isPartOf(mine: ReturnType<typeof viewOf>, before: ReturnType<typeof viewOf>): boolean {
  const whole = new Map(Object.entries(before.data));
  return (
    Object.entries(mine.data).every(([key, value]) => JSON.stringify(whole.get(key)) === JSON.stringify(value)) &&
    mine.flash.every((name) => before.flash.includes(name)) &&
    [mine.owner, mine.id, mine.expiresAt].join() === [before.owner, before.id, before.expiresAt].join()
  );
}

/** Returns a text with all situations, and for each the results and their verbs. */
async function tableOf(makeFixture: () => Fixture, rows: typeof situations): Promise<string> {
  const table: string[] = [];
  for (const [name, situation] of Object.entries(rows)) {
    const results = new Map<string, string[]>();
    for (const [verb, run] of Object.entries(verbs)) {
      const outcome = await resultOf(makeFixture(), situation, run);
      results.set(outcome, [...(results.get(outcome) ?? []), verb]);
    }
    table.push(name, ...[...results].map(([outcome, of]) => `  ${outcome}: ${of.join(', ')}`));
  }
  return `${table.join('\n')}\n`;
}

const adopt = { cookie: 'other', load: () => ({ data: { visits: 7 }, owner: 'bob' }) };

describe('a change', () => {
  it.each<[string, () => Fixture, typeof situations]>([
    ['keyed', () => setUp({ adopt }), keyedSituations],
    ['keyed, discarding', () => setUp({ onInterrupted: 'discard', adopt }), keyedSituations],
    ['sealed', () => setUpSealed() as unknown as Fixture, sealedSituations],
    ['sealed, revoking', () => setUpRevoking() as unknown as Fixture, sealedSituations],
  ])('is stored, throws or emits an event, on a store that is %s', async (name, makeFixture, rows) => {
    const table = await tableOf(makeFixture, rows);
    expect(table).not.toContain('LOST');
    await expect(table).toMatchFileSnapshot(`results/${name}.txt`);
  });
});
