import { SessionManager } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { Browser, count, seen, type Shop, type Told } from './browser.js';
import { type Fault, refusal, writeConcernError } from './fault.js';
import { type Topology, topologies, withProxies } from './proxied-database.js';

const again = 'RetryableWriteError';
const faults: Readonly<Record<string, Fault>> = {
  'cut before': { kind: 'cut before' },
  'cut after': { kind: 'cut after' },
  NotWritablePrimary: { kind: 'answer', document: refusal(10_107, 'NotWritablePrimary') },
  'NotWritablePrimary, asking for another attempt': {
    kind: 'answer',
    document: refusal(10_107, 'NotWritablePrimary', again),
  },
  'written and interrupted, asking for another attempt': {
    kind: 'answer after',
    document: refusal(11_602, 'InterruptedDueToReplStateChange', again),
  },
  'written, but not by a majority in time': { kind: 'amend', fields: writeConcernError(64, 'WriteConcernTimeout') },
  'written, but stepped down, asking for another attempt': {
    kind: 'amend',
    fields: writeConcernError(189, 'PrimarySteppedDown', again),
  },
  'MaxTimeMSExpired after it was done': { kind: 'answer after', document: refusal(50, 'MaxTimeMSExpired') },
  Unauthorized: { kind: 'answer', document: refusal(13, 'Unauthorized') },
};
/** The most commands that a request below sends without faults. */
const mostCommands = 4;

interface Trial {
  /** The command of the request that the fault happens to, from 0. */
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

/** Some hundred requests each, on a busy machine. */
const timeout = 240_000;

withProxies('a request', (database) => {
  it.each(topologies)('counts once, or reports an unknown outcome: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ meet, sure, faulty, say }) => {
      const browser = await newVisitor(sure);
      const told = await meet(() => browser.visit(faulty, count));
      const { visits } = (await seen(sure, browser.cookie)) ?? {};
      const allowed: Record<Told, readonly number[]> = {
        done: [2],
        'not-applied': [1],
        unknown: [1, 2],
        interrupted: [],
      };
      if (!allowed[told].includes(visits ?? 0)) say(`told ${told}, and there are ${visits} visits`);
      if ((await browser.visit(faulty, count)) !== 'done') say('afterwards a request failed');
      if ((await seen(sure, browser.cookie))?.visits !== (visits ?? 0) + 1) say('afterwards it did not count');
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)('that begins a session stores it once, or fails: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ meet, sure, faulty, say }) => {
      const browser = new Browser();
      const told = await meet(() => browser.visit(faulty, count));
      const found = await seen(sure, browser.cookie);
      if (told === 'done' ? found?.visits !== 1 : browser.cookie !== undefined) say(`told ${told}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)(
    'that signs in gives the owner to the new key only, and keeps the data: %s',
    { timeout },
    async (topology) => {
      const wrong = await underEachFault(topology, async ({ meet, sure, faulty, say }) => {
        const browser = await newVisitor(sure);
        const before = browser.cookie;
        const told = await meet(() =>
          browser.visit(faulty, (session) => session.signIn('alice', { keep: ['visits'] })),
        );
        const found = await seen(sure, browser.cookie);
        if (told === 'done') {
          if (browser.cookie === before) say('the key is the same');
          if (found?.owner !== 'alice' || found.visits !== 1) say(`told done, and there is ${JSON.stringify(found)}`);
        } else if (browser.cookie !== before) say(`told ${told}, and there is another cookie`);
        if ((await seen(sure, before))?.owner !== undefined) say('the old key has an owner');
        if (told === 'not-applied' && found?.visits !== 1) say('told not-applied, and the guest has gone');
        const second = await browser.visit(faulty, (session) => session.signIn('alice', { keep: ['visits'] }));
        if (second !== 'done' || (await seen(sure, browser.cookie))?.owner !== 'alice') say('could not sign in again');
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each(topologies)('that regenerates loses nothing: %s', { timeout }, async (topology) => {
    const wrong = await underEachFault(topology, async ({ meet, sure, faulty, say }) => {
      const browser = await newVisitor(sure, 'bob');
      const before = browser.cookie;
      const told = await meet(() => browser.visit(faulty, (session) => session.regenerate()));
      const found = await seen(sure, browser.cookie);
      if (told === 'done' && (browser.cookie === before || found?.visits !== 1 || found.owner !== 'bob')) {
        say(`told done, and there is ${JSON.stringify(found)}`);
      }
      if (told === 'not-applied' && found?.visits !== 1) say('told not-applied, and the session has gone');
      if (told === 'done' && (await seen(sure, before)) !== undefined) say('the old key opens it');
    });
    expect(wrong).toEqual([]);
  });

  it.each(topologies)(
    'that signs out ends the session, or says that it may not have: %s',
    { timeout },
    async (topology) => {
      const wrong = await underEachFault(topology, async ({ meet, sure, faulty, say }) => {
        const browser = await newVisitor(sure, 'carol');
        const before = browser.cookie;
        const told = await meet(() => browser.visit(faulty, (session) => session.destroy()));
        const found = await seen(sure, before);
        if (told === 'done' && found) say('told done, and the session is there');
        if (told === 'not-applied' && !found) say('told not-applied, and the session has gone');
        await new Browser(before).visit(faulty, (session) => session.destroy());
        // A browser that still has that key and writes gets a new session, under another key.
        await new Browser(before).visit(faulty, count);
        if (await seen(sure, before)) say('it came back');
      });
      expect(wrong).toEqual([]);
    },
  );

  interface Bench {
    readonly sure: SessionManager<Shop>;
    readonly faulty: SessionManager<Shop>;
    /** Runs the request with the fault, and ends the fault. */
    meet(run: () => Promise<Told>): Promise<Told>;
    say(problem: string): void;
  }

  /** Runs all of them with one manager and one store object. Returns what went wrong. */
  async function underEachFault(
    topology: Topology,
    trial: (bench: Bench) => Promise<void>,
  ): Promise<readonly string[]> {
    const { proxy, client } = await database.open(topology);
    const name = `sessions_${topology.replace(' ', '_')}`;
    await vi.waitFor(() => client.command({ ping: 1 }), { timeout: 20_000 });
    const faulty = new SessionManager<Shop>({ store: new MongoSessionStore(client.sessions(name)) });
    const sure = new SessionManager<Shop>({ store: new MongoSessionStore(database.connect().sessions(name)) });
    const wrong: string[] = [];
    const told: Record<Told, number> = { done: 0, 'not-applied': 0, unknown: 0, interrupted: 0 };
    for (const { at, times, title, fault } of trials) {
      const say = (problem: string) => wrong.push(`${title}: ${problem}`);
      const meet = async (run: () => Promise<Told>): Promise<Told> => {
        let commands = 0;
        proxy.meetEach(() => {
          const number = commands++;
          return number >= at && number < at + times ? fault : undefined;
        });
        const answer = await run();
        await proxy.recover();
        told[answer] += 1;
        return answer;
      };
      await trial({ sure, faulty, meet, say });
    }
    // All of these must have happened, or the faults had no effect.
    for (const answer of ['done', 'not-applied', 'unknown'] as const) {
      if (told[answer] === 0) wrong.push(`nobody was told ${answer}`);
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
