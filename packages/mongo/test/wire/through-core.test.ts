import { SessionManager } from '@sess/core';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { Browser, count, sessionOf, type Shop, type RequestResult } from './browser.js';
import { type Fault, refusal, writeConcernError } from './fault.js';
import type { Topology } from './mongo-proxy.js';
import { topologies, withProxies } from './proxied-database.js';

const again = 'RetryableWriteError';
const faults: Readonly<Record<string, Fault>> = {
  'cut before': { kind: 'cut before' },
  'cut after': { kind: 'cut after' },
  NotWritablePrimary: { kind: 'reply', document: refusal(10_107, 'NotWritablePrimary') },
  'NotWritablePrimary, with RetryableWriteError': {
    kind: 'reply',
    document: refusal(10_107, 'NotWritablePrimary', again),
  },
  'written and interrupted, with RetryableWriteError': {
    kind: 'reply after',
    document: refusal(11_602, 'InterruptedDueToReplStateChange', again),
  },
  'written, but not by a majority in time': { kind: 'amend', fields: writeConcernError(64, 'WriteConcernTimeout') },
  'written, but stepped down, with RetryableWriteError': {
    kind: 'amend',
    fields: writeConcernError(189, 'PrimarySteppedDown', again),
  },
  'MaxTimeMSExpired after the command': { kind: 'reply after', document: refusal(50, 'MaxTimeMSExpired') },
  Unauthorized: { kind: 'reply', document: refusal(13, 'Unauthorized') },
};
/** The most commands that a request below sends without faults. */
const mostCommands = 4;

interface Trial {
  /** The number of the first command with the fault, from 0. */
  readonly at: number;
  readonly times: number;
  readonly title: string;
  readonly fault: Fault;
}

const trials: readonly Trial[] = Object.entries(faults).flatMap(([title, fault]) =>
  Array.from({ length: mostCommands }, (_one, at) =>
    [1, Infinity].map((times) => ({ at, times, title: `${title}, ${times} from command ${at}`, fault })),
  ).flat(),
);

/** For some hundred requests on a busy machine. */
const timeout = 240_000;

withProxies('a request under each fault', (database) => {
  it.each(topologies)('counts once or has an unknown outcome: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ withFault, direct, faulty, report }) => {
      const browser = await newVisitor(direct);
      const result = await withFault(() => browser.visit(faulty, count));
      const { visits } = (await sessionOf(direct, browser.cookie)) ?? {};
      const allowed: Record<RequestResult, readonly number[]> = {
        done: [2],
        'not-applied': [1],
        unknown: [1, 2],
        interrupted: [],
      };
      if (!allowed[result].includes(visits ?? 0)) report(`result ${result}, and there are ${visits} visits`);
      if ((await browser.visit(faulty, count)) !== 'done') report('afterwards a request failed');
      if ((await sessionOf(direct, browser.cookie))?.visits !== (visits ?? 0) + 1)
        report('afterwards it did not count');
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)('that begins a session stores it once or fails: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ withFault, direct, faulty, report }) => {
      const browser = new Browser();
      const result = await withFault(() => browser.visit(faulty, count));
      const found = await sessionOf(direct, browser.cookie);
      if (result === 'done' ? found?.visits !== 1 : browser.cookie !== undefined) report(`result ${result}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)(
    'that signs in stores the owner under the new key only, with the data: %s',
    { timeout },
    async (topology) => {
      const wrong = await underEachFault(topology, async ({ withFault, direct, faulty, report }) => {
        const browser = await newVisitor(direct);
        const before = browser.cookie;
        const result = await withFault(() =>
          browser.visit(faulty, (session) => session.signIn('alice', { keep: ['visits'] })),
        );
        const found = await sessionOf(direct, browser.cookie);
        if (result === 'done') {
          if (browser.cookie === before) report('the key is the same');
          if (found?.owner !== 'alice' || found.visits !== 1)
            report(`result done, and there is ${JSON.stringify(found)}`);
        } else if (browser.cookie !== before) report(`result ${result}, and there is another cookie`);
        if ((await sessionOf(direct, before))?.owner !== undefined) report('the old key has an owner');
        if (result === 'not-applied' && found?.visits !== 1) report('result not-applied, and the guest has gone');
        const second = await browser.visit(faulty, (session) => session.signIn('alice', { keep: ['visits'] }));
        if (second !== 'done' || (await sessionOf(direct, browser.cookie))?.owner !== 'alice')
          report('could not sign in again');
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each(topologies)('that regenerates keeps the session: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ withFault, direct, faulty, report }) => {
      const browser = await newVisitor(direct, 'bob');
      const before = browser.cookie;
      const result = await withFault(() => browser.visit(faulty, (session) => session.regenerate()));
      const found = await sessionOf(direct, browser.cookie);
      if (result === 'done' && (browser.cookie === before || found?.visits !== 1 || found.owner !== 'bob')) {
        report(`result done, and there is ${JSON.stringify(found)}`);
      }
      if (result === 'not-applied' && found?.visits !== 1) report('result not-applied, and the session has gone');
      if (result === 'done' && (await sessionOf(direct, before)) !== undefined) report('the old key is valid');
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)('that signs out ends the session or fails: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ withFault, direct, faulty, report }) => {
      const browser = await newVisitor(direct, 'carol');
      const before = browser.cookie;
      const result = await withFault(() => browser.visit(faulty, (session) => session.destroy()));
      const found = await sessionOf(direct, before);
      if (result === 'done' && found) report('result done, and the session is there');
      if (result === 'not-applied' && !found) report('result not-applied, and the session has gone');
      await new Browser(before).visit(faulty, (session) => session.destroy());
      // A browser that still has that key and writes gets a new session, under another key.
      await new Browser(before).visit(faulty, count);
      if (await sessionOf(direct, before)) report('the ended session is back');
    });
    expect(wrong).toEqual([]);
  });

  interface Fixture {
    readonly direct: SessionManager<Shop>;
    readonly faulty: SessionManager<Shop>;
    /** Runs the request with the fault, and ends the fault. */
    withFault(run: () => Promise<RequestResult>): Promise<RequestResult>;
    report(problem: string): void;
  }

  /** Runs the trial under each fault, with one manager and one store object. Returns the failed expectations. */
  async function underEachFault(
    topology: Topology,
    trial: (fixture: Fixture) => Promise<void>,
  ): Promise<readonly string[]> {
    const { proxy, client } = await database.open(topology);
    const name = `sessions_${topology.replace(' ', '_')}`;
    const faulty = new SessionManager<Shop>({
      store: new MongoSessionStore(client.sessions(name)),
      storeTimeout: 60_000,
    });
    const direct = new SessionManager<Shop>({
      store: new MongoSessionStore(database.connect().sessions(name)),
      storeTimeout: 60_000,
    });
    const wrong: string[] = [];
    const counts: Record<RequestResult, number> = { done: 0, 'not-applied': 0, unknown: 0, interrupted: 0 };
    for (const { at, times, title, fault } of trials) {
      const report = (problem: string) => wrong.push(`${title}: ${problem}`);
      const withFault = async (run: () => Promise<RequestResult>): Promise<RequestResult> => {
        let commands = 0;
        proxy.faultEach(() => {
          const number = commands++;
          return number >= at && number < at + times ? fault : undefined;
        });
        const outcome = await run();
        await proxy.recover();
        counts[outcome] += 1;
        return outcome;
      };
      await trial({ direct, faulty, withFault, report });
    }
    // All of these must have happened, or the faults had no effect.
    for (const outcome of ['done', 'not-applied', 'unknown'] as const) {
      if (counts[outcome] === 0) wrong.push(`no request had the result ${outcome}`);
    }
    return wrong;
  }
});

/** Returns a visitor with a session. */
async function newVisitor(sessions: SessionManager<Shop>, owner?: string): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(sessions, (session) => {
    count(session);
    if (owner !== undefined) session.signIn(owner);
  });
  return browser;
}
