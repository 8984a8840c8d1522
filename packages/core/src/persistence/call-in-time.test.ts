import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionError, StoreError } from '../contract/errors.js';
import { callInTime } from './call-in-time.js';
import { throwIfAborted } from '../store/call-signal.js';

const read = { verb: 'load', effect: 'read', timeout: 50 } as const;
const write = { ...read, verb: 'update', effect: 'write' } as const;

function pending(): Promise<never> {
  return Promise.race([]);
}

describe('callInTime', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives up at the deadline, says what is known of the outcome, and aborts the signal', async () => {
    let signal: AbortSignal | undefined;
    const late = callInTime(write, (options) => {
      signal = options.signal;
      return pending();
    });
    const failure = late.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(49);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBe(await failure);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('shows a store that looks at the signal only after the deadline that it is aborted, and no other call', async () => {
    let options: { readonly signal?: AbortSignal } | undefined;
    const late = callInTime(write, (passed) => {
      options = passed;
      return pending();
    });
    const failure = late.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(50);
    expect(options?.signal?.reason).toBe(await failure);
    await callInTime(read, (passed) => expect(passed).not.toBe(options));
  });

  it('handles what the store rejects with after the deadline', async () => {
    let reject!: (error: Error) => void;
    const late = callInTime(
      read,
      () =>
        new Promise((_resolve, no) => {
          reject = no;
        }),
    );
    const failure = late.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(50);
    reject(new Error('too late'));
    expect(await failure).toMatchObject({ outcome: 'not-applied' });
  });

  it('wraps what a driver throws, at once or later, and passes on errors of ours', async () => {
    const broken = new Error('broken');
    const expected = expect.objectContaining({ name: 'StoreError', outcome: 'unknown', cause: broken }) as unknown;
    const atOnce = callInTime(write, () => {
      throw broken;
    });
    await expect(atOnce).rejects.toEqual(expected);
    await expect(callInTime(write, () => Promise.reject(broken))).rejects.toEqual(expected);
    const ours = new SessionError('INVALID_OPTION', 'ours');
    await expect(callInTime(write, () => Promise.reject(ours))).rejects.toBe(ours);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes an answer that comes without a promise, and from a promise that is not a native one', async () => {
    expect(await callInTime(read, () => 7)).toBe(7);
    // oxlint-disable-next-line unicorn/no-thenable -- what Prisma's calls return is one, too
    const thenable = { then: (resolve: (value: number) => void) => resolve(8) };
    expect(await callInTime(read, () => thenable as unknown as Promise<number>)).toBe(8);
  });

  it('sets no timer for what is answered at once, and none before the store was asked', async () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    expect(await callInTime(read, () => Promise.resolve(7))).toBe(7);
    await expect(callInTime(read, () => Promise.reject(new Error('broken')))).rejects.toThrow(StoreError);
    expect(setTimer).not.toHaveBeenCalled();
    const late = callInTime(read, pending).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(50);
    expect(await late).toBeInstanceOf(StoreError);
    expect(setTimer).toHaveBeenCalledOnce();
  });

  it('ends when the caller aborts, and listens no longer than the call lasts', async () => {
    const controller = new AbortController();
    const failure = callInTime(write, pending, { signal: controller.signal }).catch((error: unknown) => error);
    controller.abort(new Error('enough'));
    expect(await failure).toBeInstanceOf(StoreError);
    expect(await failure).toMatchObject({ outcome: 'unknown', cause: controller.signal.reason as unknown });
    const run = vi.fn<() => Promise<never>>(pending);
    await expect(callInTime(write, run, { signal: controller.signal })).rejects.toThrow('enough');
    expect(run).not.toHaveBeenCalled();
  });
});

describe('the signal that a store is given', () => {
  /** Looks at the signal as most stores do, and listens to it where one says how. */
  async function signalOf(listen?: (signal: AbortSignal) => void): Promise<AbortSignal> {
    return await callInTime(read, ({ signal }) => {
      listen?.(signal!);
      return signal!;
    });
  }

  it('serves the next call, too, where nobody listens to it any more: making one costs more than the call', async () => {
    const ended = (signal: AbortSignal): void => {
      const stop = (): void => undefined;
      signal.addEventListener('abort', stop);
      signal.removeEventListener('abort', stop);
    };
    const signal = await signalOf();
    expect(await signalOf(ended)).toBe(signal);
    expect(await signalOf()).toBe(signal);
  });

  it('serves no other call where a store has made another of it: that one would be aborted with a later call, and be kept', async () => {
    const made: AbortSignal[] = [];
    const signal = await signalOf((given) => made.push(AbortSignal.any([given, new AbortController().signal])));
    expect(made[0]?.aborted).toBe(false);
    for (let index = 0; index < 20; index++) expect(await signalOf()).not.toBe(signal);
  });

  it('is in a copy of the options, too: stores pass them on with something of their own', async () => {
    let signal: AbortSignal | undefined;
    const call = callInTime(read, (options) => {
      const copy = { ...options, verb: 'load' };
      signal = copy.signal;
      expect(signal).toBe(options.signal);
      expect((Object.create(options) as typeof options).signal).toBe(signal);
      expect(new Proxy(options, {}).signal).toBe(signal);
      return Promise.resolve(copy.verb);
    });
    expect(await call).toBe('load');
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it('is not made for a store that only asks whether the call was aborted, which is told so all the same', async () => {
    const made = vi.spyOn(globalThis, 'AbortController');
    const taken = await Promise.all(
      Array.from({ length: 100 }, () => callInTime(read, (options) => throwIfAborted(options))),
    );
    expect([taken.length, made.mock.calls.length]).toEqual([100, 0]);
    made.mockRestore();
    let passed: { readonly signal?: AbortSignal } | undefined;
    const controller = new AbortController();
    const run = (options: { readonly signal?: AbortSignal }): Promise<never> => {
      passed = options;
      return pending();
    };
    const failure = callInTime(write, run, { signal: controller.signal }).catch((error: unknown) => error);
    controller.abort();
    const error = await failure;
    expect(() => throwIfAborted(passed)).toThrow(error);
    expect(() => throwIfAborted({ signal: controller.signal })).toThrow(controller.signal.reason as Error);
    expect(throwIfAborted(undefined)).toBeUndefined();
  });

  it('is in options of the call alone: what a driver writes there is seen by no other', async () => {
    await callInTime(read, (options) => Object.assign(options, { key: 'somebody' }));
    expect(await callInTime(read, (options) => Object.keys(options))).toEqual(['signal']);
  });

  it('is never that of a call that runs, that was given up, or that a store still listens to', async () => {
    const running: (AbortSignal | undefined)[] = [];
    const ends: (() => void)[] = [];
    const calls = [1, 2, 3].map(() =>
      callInTime(read, ({ signal }) => {
        running.push(signal);
        return new Promise<void>((resolve) => {
          ends.push(resolve);
        });
      }),
    );
    expect(new Set(running).size).toBe(3);
    for (const end of ends) end();
    await Promise.all(calls);

    const controller = new AbortController();
    let given: AbortSignal | undefined;
    const aborted = callInTime(
      read,
      ({ signal }) => {
        given = signal;
        return pending();
      },
      { signal: controller.signal },
    ).catch(() => undefined);
    controller.abort();
    await aborted;
    const heard = await signalOf((signal) => signal.addEventListener('abort', () => undefined));
    for (let index = 0; index < 20; index++) {
      const next = await signalOf();
      expect(next).not.toBe(given);
      expect(next).not.toBe(heard);
      expect(next.aborted).toBe(false);
    }
  });
});
