import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { day } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './ways.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const storeTimeout = 500;

/** A browser with a session, and a manager whose calls the test sees and can leave unanswered. */
async function begun(owner?: string) {
  const world = twoProcesses({ storeTimeout });
  const { other, jar, line } = world;
  await visit(other, jar, (session) => {
    session.set('visits', 0);
    if (owner !== undefined) session.signIn(owner);
  });
  const calls: string[] = [];
  const parked: (() => Promise<void>)[] = [];
  /** From now on calls of that verb are neither done nor answered until the test lets them, by `parked`. */
  const park = (verb?: string): void => {
    line.hook = (call) => {
      calls.push(call.verb);
      if (call.verb !== verb) return call.apply();
      return new Promise((resolve, reject) => {
        parked.push(() => call.apply().then(resolve, reject));
      });
    };
  };
  park();
  return { ...world, calls, parked, park, id: (await other.read(jar.header)).id! };
}

type World = Awaited<ReturnType<typeof begun>>;

/**
 * Requests of that browser at once: each has loaded the session and commits a change. Returns how each has ended so
 * far.
 */
async function commit({ slow, jar }: World, count: number): Promise<string[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => slow.open(jar.header)));
  const ends = opened.map(() => 'under way');
  for (const [index, request] of opened.entries()) {
    request.session.update('visits', 0, (visits) => visits + 1);
    void Promise.resolve(request.commit({ status: 200 })).then(
      () => (ends[index] = 'stored'),
      (error: unknown) => (ends[index] = error instanceof StoreError ? error.outcome : (error as Error).name),
    );
  }
  return ends;
}

function tally(ends: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}

/** Lets everything go on that waits for no timer. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('requests of one session while its writes hang', () => {
  it('are all answered within storeTimeout and the time to look, and nothing was sent of those that waited', async () => {
    const world = await begun();
    world.park('update');
    const ends = await commit(world, 20);
    await vi.advanceTimersByTimeAsync(storeTimeout);
    expect(tally(ends)).toEqual({ 'not-applied': 18, 'under way': 2 });
    await vi.advanceTimersByTimeAsync(storeTimeout / 2);
    expect(tally(ends)).toEqual({ 'not-applied': 18, unknown: 2 });
    // Two have tried, and each sent its write again after it had looked.
    expect(world.calls.filter((verb) => verb === 'update')).toHaveLength(4);
  });

  it('have each its own time, and each failure its event', async () => {
    const world = await begun();
    const outcomes: string[] = [];
    world.slow.on('unsaved', ({ error }) => outcomes.push((error as StoreError).outcome));
    world.park('update');
    const early = await commit(world, 1);
    await vi.advanceTimersByTimeAsync(200);
    const late = await commit(world, 3);
    await vi.advanceTimersByTimeAsync(storeTimeout - 1);
    expect(late).toEqual(['under way', 'under way', 'under way']);
    await vi.advanceTimersByTimeAsync(1 + storeTimeout / 2);
    expect(tally([...early, ...late])).toEqual({ unknown: 3, 'not-applied': 1 });
    expect(tally(outcomes)).toEqual({ unknown: 3, 'not-applied': 1 });
  });

  it('are stored in turn once the store answers, without a conflict among them', async () => {
    const world = await begun();
    world.park('update');
    const ends = await commit(world, 10);
    world.park();
    await world.parked[0]!();
    await settle();
    expect(tally(ends)).toEqual({ stored: 10 });
    expect((await world.other.read(world.jar.header)).get('visits')).toBe(10);
  });
});

describe.each(['destroy', 'revoke'] as const)('%s behind 300 writes, the first of which hangs', (way) => {
  it('waits for none of them, and what was stored of none comes back', async () => {
    const world = await begun('alice');
    const { slow, other, jar, id, calls, parked, park } = world;
    const { session } = await slow.open(jar.header);
    park('update');
    const ends = await commit(world, 300);
    calls.length = 0;
    if (way === 'revoke') expect(await slow.revoke(id, { owner: 'alice' })).toBe(true);
    else await session.destroy();
    expect(calls).toEqual(way === 'revoke' ? ['load', 'deleteIf'] : ['deleteIf']);
    expect(tally(ends)).toEqual({ 'under way': 300 });
    park();
    for (const answer of parked) await answer();
    await settle();
    expect(tally(ends)).toEqual({ InterruptedError: 300 });
    expect((await other.read(jar.header)).isNew).toBe(true);
  });

  it('keeps them from beginning while it is under way', async () => {
    const world = await begun('alice');
    const { slow, jar, id, calls, parked, park } = world;
    const { session } = await slow.open(jar.header);
    park('update');
    const ends = await commit(world, 300);
    park('deleteIf');
    calls.length = 0;
    const ending = way === 'revoke' ? slow.revoke(id) : session.destroy();
    await settle();
    // The write that had begun is answered: it was first, and the end goes on from it.
    const [write, firstTry] = parked;
    await write!();
    await firstTry!();
    await settle();
    expect(tally(ends)).toEqual({ stored: 1, 'under way': 299 });
    expect(calls).toEqual([...(way === 'revoke' ? ['load'] : []), 'deleteIf', 'deleteIf']);
    park();
    await parked[2]!();
    await ending;
    await settle();
    expect(tally(ends)).toEqual({ stored: 1, InterruptedError: 299 });
  });
});

describe('a sign-in', () => {
  it('waits for the writes before it, and keeps what they store', async () => {
    const world = await begun();
    const { slow, other, jar, parked, park, calls } = world;
    const opened = await slow.open(jar.header);
    park('update');
    const ends = await commit(world, 3);
    opened.session.signIn('alice');
    const signing = Promise.resolve(opened.commit({ status: 200 }));
    await settle();
    expect(calls).not.toContain('create');
    park();
    await parked[0]!();
    jar.take(await signing);
    expect(tally(ends)).toEqual({ stored: 3 });
    const found = await other.read(jar.header);
    expect([found.owner, found.get('visits')]).toEqual(['alice', 3]);
  });
});

describe('a renewal', () => {
  it('is left to the write that is under way, and its request is answered at once', async () => {
    const world = await begun();
    const { slow, jar, time, park, calls } = world;
    time.now += 2 * day;
    park('update');
    const reading = await slow.open(jar.header);
    await commit(world, 3);
    calls.length = 0;
    expect(await reading.commit({ status: 200 })).toMatchObject({ cookies: [] });
    expect(calls).toEqual([]);
  });

  it('that hangs holds up no write', async () => {
    const world = await begun();
    const { slow, other, jar, time, park } = world;
    time.now += 2 * day;
    park('touch');
    const renewing = Promise.resolve((await slow.open(jar.header)).commit({ status: 200 }));
    const ends = await commit(world, 3);
    await settle();
    expect(tally(ends)).toEqual({ stored: 3 });
    expect((await other.read(jar.header)).get('visits')).toBe(3);
    await vi.advanceTimersByTimeAsync(storeTimeout);
    await renewing;
  });
});

describe('the time of one commit', () => {
  it('is for all its calls together; what cannot be sent any more is not applied, and leaves nothing behind', async () => {
    const world = await begun();
    const { slow, other, jar, parked, park, atRest } = world;
    const old = new CookieJar(jar);
    park('create');
    const { session, commit: end } = await slow.open(jar.header);
    session.regenerate();
    const answer = Promise.allSettled([end({ status: 200 })]);
    await settle();
    park('update');
    await vi.advanceTimersByTimeAsync(storeTimeout - 1);
    // One millisecond is left for the tombstone, whose answer comes when it is over: then there is none for going on
    // from a conflict.
    await parked[0]!();
    await settle();
    await visit(other, new CookieJar(old), (theirs) => theirs.set('name', 'theirs'));
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject([{ reason: { name: 'StoreError', outcome: 'not-applied' } }]);
    expect(atRest()).toHaveLength(1);
    expect((await other.read(old.header)).toObject()).toEqual({ visits: 0, name: 'theirs' });
  });
});
