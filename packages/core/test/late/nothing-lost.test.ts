import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SessionError, StoreError } from '../../src/contract/errors.js';
import type { AnswerProgress, CommitCall, CommitResult } from '../../src/http/request-binding.js';
import type { ReadonlySession } from '../../src/session/readonly-session.js';
import type { Session } from '../../src/session/session.js';
import { setUpRevoking, setUpSealed } from '../sealed-set-up.js';
import { setUp, type Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { type Verb, verbs } from './changing-verbs.js';

/** What the application sees of a session, as far as verbs can change it. */
function viewOf(session: ReadonlySession<Shop>) {
  const { owner, expiresAt, id } = session;
  const flash = ['notice', 'later'].flatMap((name) => (session.peekFlash(name) === undefined ? [] : [name]));
  return { data: session.toObject(), flash, owner, id, expiresAt };
}

type Bench = ReturnType<typeof setUp>;

interface Scene {
  readonly session: Session<Shop>;
  /** What the server does after the handler's changes; a commit's failure is what the client hears. */
  finish(): unknown;
}

const down = (): Promise<never> => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));

async function store({ sessions, jar }: Bench): Promise<void> {
  await visit(sessions, jar, (session) => {
    session.set('visits', 1).set('name', 'Ann').set('cart', { hat: 1 }).flash('notice', 'Saved');
  });
}

async function open(bench: Bench, ...calls: readonly (Partial<CommitCall> & { readonly status: number })[]) {
  const { session, commit } = await bench.sessions.open(bench.jar.header);
  for (const call of calls) await commit(call);
  const finish = async (): Promise<void> => bench.jar.take(await commit({ status: 200 }));
  return { session, commit, finish };
}

/** A session that is asked for when the answer is that far. */
async function late({ sessions, jar }: Bench, progress: AnswerProgress, cookieHeader = jar.header): Promise<Scene> {
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

/** Where a session can stand when it is changed. */
const modes: Readonly<Record<string, (bench: Bench) => Promise<Scene>>> = {
  'new, before the answer': (bench) => open(bench),
  'new, while the answer streams': async (bench) => {
    const { session, commit } = await open(bench, streaming);
    return { session, finish: () => commit({ status: 200, headersSent: true }) };
  },
  'new, after the answer': async (bench) => ({ ...(await open(bench, ended)), finish: nothingMore }),
  'new, asked for while the answer streams': (bench) => late(bench, 'streaming'),
  'new, asked for after the answer': (bench) => late(bench, 'ended'),
  'new, after storing it failed': async (bench) => {
    const { session, commit, finish } = await open(bench);
    Object.assign(bench.store, { create: down, seal: down });
    session.start();
    await Promise.resolve(commit(ended)).catch(nothingMore);
    return { session, finish };
  },
  stored: async (bench) => {
    await store(bench);
    return open(bench);
  },
  'stored, while the answer streams': async (bench) => {
    await store(bench);
    const { session, commit } = await open(bench, streaming);
    return { session, finish: () => commit({ status: 200, headersSent: true }) };
  },
  'stored, after the answer': async (bench) => {
    await store(bench);
    return { ...(await open(bench, ended)), finish: nothingMore };
  },
  'stored, asked for while the answer streams': async (bench) => {
    await store(bench);
    return late(bench, 'streaming');
  },
  'stored, asked for after the answer': async (bench) => {
    await store(bench);
    return late(bench, 'ended');
  },
  'stored, after a server error': async (bench) => {
    await store(bench);
    return { ...(await open(bench, { status: 500 })), finish: nothingMore };
  },
  superseded: async (bench) => {
    await store(bench);
    const old = bench.jar.header!;
    await visit(bench.sessions, bench.jar, (session) => session.signIn('bob'));
    bench.jar.put(old);
    return open(bench);
  },
  'superseded, after the answer': async (bench) => ({
    ...(await modes['superseded']!(bench)),
    ...(await open(bench, ended)),
    finish: nothingMore,
  }),
};

const keyedModes: typeof modes = {
  ...modes,
  'stored, after storing it failed': async (bench) => {
    await store(bench);
    const { session, commit, finish } = await open(bench);
    const { update } = bench.store;
    bench.store.update = down;
    session.set('tags', []);
    await Promise.resolve(commit(ended)).catch(nothingMore);
    bench.store.update = update;
    return { session, finish };
  },
  'revoked meanwhile': async (bench) => {
    await store(bench);
    const scene = await open(bench);
    await bench.sessions.revoke(scene.session.id!);
    return scene;
  },
  'revoked meanwhile, after the answer': async (bench) => {
    await store(bench);
    const { session } = await open(bench, ended);
    await bench.sessions.revoke(session.id!);
    return { session, finish: nothingMore };
  },
  "another framework's, asked for while the answer streams": (bench) => late(bench, 'streaming', 'other=1'),
  "another framework's, asked for after the answer": (bench) => late(bench, 'ended', 'other=1'),
  'after edit': async (bench) => {
    await store(bench);
    const { id } = await bench.sessions.read(bench.jar.header);
    let kept: Session<Shop> | undefined;
    await bench.sessions.edit(id!, (session) => void (kept = session));
    return { session: kept!, finish: nothingMore };
  },
  'after an edit that threw': async (bench) => {
    await store(bench);
    const { id } = await bench.sessions.read(bench.jar.header);
    let kept: Session<Shop> | undefined;
    const edit = bench.sessions.edit(id!, (session) => {
      kept = session;
      throw new Error('no');
    });
    await edit.catch(nothingMore);
    return { session: kept!, finish: nothingMore };
  },
};
// A superseded key is known by the tombstone under it, which a sealed store has not.
const { superseded: _, 'superseded, after the answer': __, ...sealedModes } = modes;

/** What became of a change: the answer of the table. */
async function fateOf(bench: Bench, mode: (bench: Bench) => Promise<Scene>, verb: Verb): Promise<string> {
  const { session, finish } = await mode(bench);
  const before = viewOf(session);
  const heard = bench.events.length;
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
  const said = bench.events.slice(heard).filter(([name]) => name === 'unsaved' || name === 'interrupted');
  if (said.length > 0)
    return said.map(([name, event]) => ('reason' in event ? `${name}: ${String(event.reason)}` : name)).join();
  if (JSON.stringify(mine) === JSON.stringify(before)) return 'changes nothing';
  const stored = viewOf(await bench.sessions.read(bench.jar.header));
  // Instants of a first write are known only afterwards.
  if (JSON.stringify({ ...stored, expiresAt: before.expiresAt && mine.expiresAt }) === JSON.stringify({ ...mine })) {
    return 'stored';
  }
  // A guest whose session went away has signed in all the same, without it.
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

/** For each mode, its fates, each with the verbs that have it. */
async function tableOf(benchOf: () => Bench, rows: typeof modes): Promise<string> {
  const table: string[] = [];
  for (const [name, mode] of Object.entries(rows)) {
    const fates = new Map<string, string[]>();
    for (const [verb, run] of Object.entries(verbs)) {
      const fate = await fateOf(benchOf(), mode, run);
      fates.set(fate, [...(fates.get(fate) ?? []), verb]);
    }
    table.push(name, ...[...fates].map(([fate, of]) => `  ${fate}: ${of.join(', ')}`));
  }
  return `${table.join('\n')}\n`;
}

const adopt = { cookie: 'other', load: () => ({ data: { visits: 7 }, owner: 'bob' }) };

describe('a change', () => {
  it.each<[string, () => Bench, typeof modes]>([
    ['keyed', () => setUp({ adopt }), keyedModes],
    ['keyed, discarding', () => setUp({ onInterrupted: 'discard', adopt }), keyedModes],
    ['sealed', () => setUpSealed() as unknown as Bench, sealedModes],
    ['sealed, revoking', () => setUpRevoking() as unknown as Bench, sealedModes],
  ])('is stored, throws or is an event: %s', async (name, benchOf, rows) => {
    const table = await tableOf(benchOf, rows);
    expect(table).not.toContain('LOST');
    await expect(table).toMatchFileSnapshot(`fates/${name}.txt`);
  });
});
