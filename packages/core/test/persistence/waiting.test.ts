import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { day } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './two-processes.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const storeTimeout = 500;

/** A browser with a session, and a manager whose calls the test records and can hold back. */
async function begun(owner?: string) {
  const fixture = twoProcesses({ storeTimeout });
  const { other, jar, line } = fixture;
  await visit(other, jar, (session) => {
    session.set('visits', 0);
    if (owner !== undefined) session.signIn(owner);
  });
  const calls: string[] = [];
  const parked: (() => Promise<void>)[] = [];
  /** From now on calls of that verb are not applied until the test calls their function in `parked`. */
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
  return { ...fixture, calls, parked, park, id: (await other.read(jar.header)).id! };
}

type Fixture = Awaited<ReturnType<typeof begun>>;

/**
 * Concurrent requests of that browser. Each has loaded the session and commits a change. Returns how each has ended,
 * which changes while they run.
 */
async function commit({ slow, jar }: Fixture, count: number): Promise<string[]> {
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

/** Runs everything that does not wait for a timer. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('concurrent requests of one session whose writes hang', () => {
  it('all fail within one and a half storeTimeouts, and those that waited have sent nothing', async () => {
    const fixture = await begun();
    fixture.park('update');
    const ends = await commit(fixture, 20);
    await vi.advanceTimersByTimeAsync(storeTimeout);
    expect(tally(ends)).toEqual({ 'not-applied': 18, 'under way': 2 });
    await vi.advanceTimersByTimeAsync(storeTimeout / 2);
    expect(tally(ends)).toEqual({ 'not-applied': 18, unknown: 2 });
    // Two have sent their write, and again after they had loaded the record.
    expect(fixture.calls.filter((verb) => verb === 'update')).toHaveLength(4);
  });

  it('have a timeout each, and each failure emits an event', async () => {
    const fixture = await begun();
    const outcomes: string[] = [];
    fixture.slow.on('unsaved', ({ error }) => outcomes.push((error as StoreError).outcome));
    fixture.park('update');
    const early = await commit(fixture, 1);
    await vi.advanceTimersByTimeAsync(200);
    const late = await commit(fixture, 3);
    await vi.advanceTimersByTimeAsync(storeTimeout - 1);
    expect(late).toEqual(['under way', 'under way', 'under way']);
    await vi.advanceTimersByTimeAsync(1 + storeTimeout / 2);
    expect(tally([...early, ...late])).toEqual({ unknown: 3, 'not-applied': 1 });
    expect(tally(outcomes)).toEqual({ unknown: 3, 'not-applied': 1 });
  });

  it('are stored in turn once the store responds, without a conflict', async () => {
    const fixture = await begun();
    fixture.park('update');
    const ends = await commit(fixture, 10);
    fixture.park();
    await fixture.parked[0]!();
    await settle();
    expect(tally(ends)).toEqual({ stored: 10 });
    expect((await fixture.other.read(fixture.jar.header)).get('visits')).toBe(10);
  });
});

describe.each(['destroy', 'revoke'] as const)('%s during 300 writes, the first of which hangs', (way) => {
  it('does not wait for them, and none revives the session', async () => {
    const fixture = await begun('alice');
    const { slow, other, jar, id, calls, parked, park } = fixture;
    const { session } = await slow.open(jar.header);
    park('update');
    const ends = await commit(fixture, 300);
    calls.length = 0;
    if (way === 'revoke') expect(await slow.revoke(id, { owner: 'alice' })).toBe(true);
    else await session.destroy();
    expect(calls).toEqual(way === 'revoke' ? ['load', 'deleteIf'] : ['deleteIf']);
    expect(tally(ends)).toEqual({ 'under way': 300 });
    park();
    for (const apply of parked) await apply();
    await settle();
    expect(tally(ends)).toEqual({ InterruptedError: 300 });
    expect((await other.read(jar.header)).isNew).toBe(true);
  });

  it('keeps further writes from beginning while it is under way', async () => {
    const fixture = await begun('alice');
    const { slow, jar, id, calls, parked, park } = fixture;
    const { session } = await slow.open(jar.header);
    park('update');
    const ends = await commit(fixture, 300);
    park('deleteIf');
    calls.length = 0;
    const ending = way === 'revoke' ? slow.revoke(id) : session.destroy();
    await settle();
    // The write that had begun is stored first, so the deletion meets a conflict and goes on from it.
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
  it('waits for the writes before it and keeps their changes', async () => {
    const fixture = await begun();
    const { slow, other, jar, parked, park, calls } = fixture;
    const opened = await slow.open(jar.header);
    park('update');
    const ends = await commit(fixture, 3);
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
  it('is left to the write that is under way, and its request does not wait', async () => {
    const fixture = await begun();
    const { slow, jar, time, park, calls } = fixture;
    time.now += 2 * day;
    park('update');
    const reading = await slow.open(jar.header);
    await commit(fixture, 3);
    calls.length = 0;
    expect(await reading.commit({ status: 200 })).toMatchObject({ cookies: [] });
    expect(calls).toEqual([]);
  });

  it('that hangs does not delay writes', async () => {
    const fixture = await begun();
    const { slow, other, jar, time, park } = fixture;
    time.now += 2 * day;
    park('touch');
    const renewing = Promise.resolve((await slow.open(jar.header)).commit({ status: 200 }));
    const ends = await commit(fixture, 3);
    await settle();
    expect(tally(ends)).toEqual({ stored: 3 });
    expect((await other.read(jar.header)).get('visits')).toBe(3);
    await vi.advanceTimersByTimeAsync(storeTimeout);
    await renewing;
  });
});

describe('the timeout of one commit', () => {
  it('applies to all its calls together: a commit that runs out of time is not applied and leaves no record', async () => {
    const fixture = await begun();
    const { slow, other, jar, parked, park, storedRecords } = fixture;
    const old = new CookieJar(jar);
    park('create');
    const { session, commit: end } = await slow.open(jar.header);
    session.regenerate();
    const ended = Promise.allSettled([end({ status: 200 })]);
    await settle();
    park('update');
    await vi.advanceTimersByTimeAsync(storeTimeout - 1);
    // The tombstone has one millisecond left. Its conflict comes when the time is over, so core does not try again.
    await parked[0]!();
    await settle();
    await visit(other, new CookieJar(old), (theirs) => theirs.set('name', 'theirs'));
    await vi.advanceTimersByTimeAsync(1);
    expect(await ended).toMatchObject([{ reason: { name: 'StoreError', outcome: 'not-applied' } }]);
    expect(storedRecords()).toHaveLength(1);
    expect((await other.read(old.header)).toObject()).toEqual({ visits: 0, name: 'theirs' });
  });
});
