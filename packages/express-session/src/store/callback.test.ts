import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settle } from './callback.js';

describe('settle', () => {
  it('calls back once, after it has returned, and returns nothing then', async () => {
    const calls: unknown[][] = [];
    const { promise, done } = waiting();
    const callback = (...given: unknown[]): void => {
      calls.push(given);
      done();
    };
    expect(settle(Promise.resolve(1), callback)).toBeUndefined();
    expect(calls).toEqual([]);
    await promise;
    expect(calls).toEqual([[null, 1]]);
  });

  it('calls back with the error alone', async () => {
    const failure = new Error('down');
    const given = await new Promise<unknown[]>((resolve) => {
      const callback = (...results: unknown[]): void => resolve(results);
      expect(settle(Promise.reject(failure), callback)).toBeUndefined();
    });
    expect(given).toEqual([failure]);
  });

  it('leaves what the callback throws to the process, and does not call it again', async () => {
    const thrown: unknown[] = [];
    const { promise, done } = waiting();
    process.setUncaughtExceptionCaptureCallback((error) => {
      thrown.push(error);
      if (thrown.length === 2) done();
    });
    onTestFinished(() => process.setUncaughtExceptionCaptureCallback(null));
    let calls = 0;
    const failure = new Error('in the callback');
    const callback = (): never => {
      calls += 1;
      throw failure;
    };
    expect(settle(Promise.resolve(1), callback)).toBeUndefined();
    expect(settle(Promise.reject(new Error('down')), callback)).toBeUndefined();
    await promise;
    expect([calls, thrown]).toEqual([2, [failure, failure]]);
  });

  it('returns a promise without a callback, also instead of what cannot be called', async () => {
    for (const none of [undefined, null, {}, 'done']) expect(await settle(Promise.resolve(1), none)).toBe(1);
    await expect(settle(Promise.reject(new Error('down')), undefined)).rejects.toThrow('down');
  });

  it('warns of a failure that nothing waits for, instead of ending the process', async () => {
    const warned = once(process, 'warning');
    expect(settle(Promise.reject(new Error('down')), undefined)).toBeDefined();
    const [warning] = (await warned) as [Error & { code: string }];
    expect([warning.code, warning.message]).toEqual(['SESS_STORE_CALL', expect.stringContaining('down')]);
  });
});

function waiting(): { readonly promise: Promise<void>; readonly done: () => void } {
  let done!: () => void;
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, done };
}
