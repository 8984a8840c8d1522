import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyAndId } from '../keys/session-key.js';
import { CommitQueue } from './commit-queue.js';

const [{ id }, other] = [createKeyAndId(), createKeyAndId()];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when `open` is called. */
function gated(log: string[], name: string) {
  let open!: () => void;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const work = async (): Promise<void> => {
    log.push(`${name} begins`);
    await gate;
    log.push(`${name} ends`);
  };
  return { work, open };
}

const running: Promise<unknown>[] = [];

/** Starts work that the test does not await. */
function begin(work: Promise<unknown>): void {
  running.push(work.catch(() => undefined));
}

const forever = (): Promise<never> => new Promise(() => {});

describe('the commits of one session', () => {
  it('run in order, also after a failed one, and do not delay those of other sessions', async () => {
    const queue = new CommitQueue(1000);
    const log: string[] = [];
    const first = gated(log, 'first');
    const failing = queue.inTurn(id, 1000, async () => {
      await first.work();
      throw new Error('first');
    });
    for (const name of ['second', 'third']) begin(queue.inTurn(id, 1000, gated(log, name).work));
    await queue.inTurn(other.id, 1000, () => Promise.resolve(log.push('other')));
    first.open();
    await expect(failing).rejects.toThrow('first');
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toEqual(['first begins', 'other', 'first ends', 'second begins']);
  });

  it('throw not-applied without being run when their time is over', async () => {
    const queue = new CommitQueue(1000);
    const work = vi.fn<() => Promise<void>>();
    begin(queue.inTurn(id, 10_000, forever));
    const waiting = Promise.allSettled([queue.inTurn(id, 300, work)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(await waiting).toMatchObject([{ reason: { name: 'StoreError', outcome: 'not-applied' } }]);
    expect(work).not.toHaveBeenCalled();
  });

  it('start one at a time when the one before them does not end', async () => {
    const queue = new CommitQueue(1000);
    const log: string[] = [];
    begin(queue.inTurn(id, 1000, gated(log, 'first').work));
    begin(queue.inTurn(id, 5000, gated(log, 'second').work));
    begin(queue.inTurn(id, 5000, gated(log, 'third').work));
    await vi.advanceTimersByTimeAsync(499);
    expect(log).toEqual(['first begins']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['first begins', 'second begins']);
    await vi.advanceTimersByTimeAsync(500);
    expect(log).toEqual(['first begins', 'second begins', 'third begins']);
  });

  it('start after waiters that the platform dropped, whose timers and promises never settle', async () => {
    const queue = new CommitQueue(4000);
    const log: string[] = [];
    const first = gated(log, 'first');
    begin(queue.inTurn(id, 4000, first.work));
    dropped(() => begin(queue.inTurn(id, 4000, gated(log, 'dropped').work)));
    dropped(() => begin(queue.inTurn(id, 4000, gated(log, 'dropped').work)));
    begin(queue.inTurn(id, 4000, gated(log, 'second').work));
    first.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toEqual(['first begins', 'first ends']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(log).toEqual(['first begins', 'first ends', 'second begins']);
  });

  it('do not delay a call of ahead, and start only after it', async () => {
    const queue = new CommitQueue(1000);
    const log: string[] = [];
    const first = gated(log, 'first');
    const end = gated(log, 'end');
    begin(queue.inTurn(id, 1000, first.work));
    begin(queue.inTurn(id, 1000, gated(log, 'second').work));
    begin(queue.ahead(id, end.work));
    first.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toEqual(['first begins', 'end begins', 'first ends']);
    end.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(log.slice(3)).toEqual(['end ends', 'second begins']);
  });

  it('leave nothing in the queue, not even those that never end', async () => {
    const queue = new CommitQueue(1000);
    begin(queue.inTurn(id, 1000, forever));
    dropped(() => begin(queue.inTurn(id, 1000, forever)));
    expect(queue.isBusy(id)).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(queue.isBusy(id)).toBe(false);
    await queue.inTurn(id, 3000, () => Promise.resolve());
    expect(queue.isBusy(id)).toBe(false);
  });
});

/** Runs it as on a platform that then drops the request: no timer of it fires, and no promise of it settles. */
function dropped(run: () => void): void {
  const real = globalThis.Promise;
  class NeverSettled<Value> extends real<Value> {
    constructor(executor: (resolve: (value: Value) => void, reject: (reason: unknown) => void) => void) {
      super(() => undefined);
      executor(
        () => undefined,
        () => undefined,
      );
    }
  }
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation((() => 0) as unknown as typeof setTimeout);
  globalThis.Promise = NeverSettled as unknown as typeof Promise;
  try {
    run();
  } finally {
    globalThis.Promise = real;
    timers.mockRestore();
  }
}
