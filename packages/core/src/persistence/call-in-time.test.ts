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

  it('rejects at the deadline with the known outcome, and aborts the signal', async () => {
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

  it('gives an aborted signal to a store that reads it only after the deadline', async () => {
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

  it('ignores a rejection of the store after the deadline', async () => {
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

  it('wraps an error of a driver, thrown or rejected, and passes SessionErrors on', async () => {
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

  it('accepts a result without a promise, and any thenable', async () => {
    expect(await callInTime(read, () => 7)).toBe(7);
    // oxlint-disable-next-line unicorn/no-thenable -- what Prisma's calls return is one, too
    const thenable = { then: (resolve: (value: number) => void) => resolve(8) };
    expect(await callInTime(read, () => thenable as unknown as Promise<number>)).toBe(8);
  });

  it('sets no timer when the store returns immediately, and otherwise sets it after the call', async () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    expect(await callInTime(read, () => Promise.resolve(7))).toBe(7);
    await expect(callInTime(read, () => Promise.reject(new Error('broken')))).rejects.toThrow(StoreError);
    expect(setTimer).not.toHaveBeenCalled();
    const late = callInTime(read, pending).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(50);
    expect(await late).toBeInstanceOf(StoreError);
    expect(setTimer).toHaveBeenCalledOnce();
  });

  it('rejects when the caller aborts, and does not start a call with an aborted signal', async () => {
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

describe('the signal for the store', () => {
  /** Reads the signal as most stores do, and lets the test add a listener. */
  async function signalOf(listen?: (signal: AbortSignal) => void): Promise<AbortSignal> {
    return await callInTime(read, ({ signal }) => {
      listen?.(signal!);
      return signal!;
    });
  }

  it('is used again for the next call when it has no listeners, because creating one is expensive', async () => {
    const ended = (signal: AbortSignal): void => {
      const stop = (): void => undefined;
      signal.addEventListener('abort', stop);
      signal.removeEventListener('abort', stop);
    };
    const signal = await signalOf();
    expect(await signalOf(ended)).toBe(signal);
    expect(await signalOf()).toBe(signal);
  });

  it('is not used again when the store derived a signal from it, which a later call would abort', async () => {
    const made: AbortSignal[] = [];
    const signal = await signalOf((given) => made.push(AbortSignal.any([given, new AbortController().signal])));
    expect(made[0]?.aborted).toBe(false);
    for (let index = 0; index < 20; index++) expect(await signalOf()).not.toBe(signal);
  });

  it('is in copies of the options, which stores extend', async () => {
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

  it('is not created when the store uses throwIfAborted, which still throws after an abort', async () => {
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

  it('is in an options object of its own for each call, so that a driver may write into it', async () => {
    await callInTime(read, (options) => Object.assign(options, { key: 'value' }));
    expect(await callInTime(read, (options) => Object.keys(options))).toEqual(['signal']);
  });

  it('is used neither by two calls at once, nor again after an abort or while it has listeners', async () => {
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
    const listenedTo = await signalOf((signal) => signal.addEventListener('abort', () => undefined));
    for (let index = 0; index < 20; index++) {
      const next = await signalOf();
      expect(next).not.toBe(given);
      expect(next).not.toBe(listenedTo);
      expect(next.aborted).toBe(false);
    }
  });
});
