import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pass, setUpShortLived as shortLived, setUpSockets, watchLoads } from '../../test/sockets/set-up-sockets.js';
import { CookieJar } from '../../test/visits.js';
import { StoreError } from '../contract/errors.js';

const [second, minute, hour] = [1000, 60_000, 3_600_000];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a store that is down', () => {
  it('closes nothing, is reported once for each outage, and is asked again', async () => {
    const { connect, store, others, errors } = await setUpSockets();
    const { socket } = await connect();
    const loads = watchLoads(store);
    for (let outages = 1; outages <= 2; outages++) {
      loads.isDown = true;
      await pass(5 * minute);
      expect([socket.closings, errors]).toEqual([
        [],
        Array.from({ length: outages }, (): unknown => expect.any(StoreError)),
      ]);
      loads.isDown = false;
      await pass(minute);
    }
    await others.revokeOwner('alice');
    await pass(30 * second);
    expect(socket.closings).toEqual(['4401 ended']);
  });

  it('is asked by one look-up at a time, every five seconds', async () => {
    const { connect, signIn, store, errors } = await setUpSockets();
    for (let count = 0; count < 100; count++) {
      const jar = new CookieJar();
      await signIn(jar, `user ${count}`);
      await connect(jar);
    }
    const loads = watchLoads(store);
    loads.isDown = true;
    await pass(minute);
    loads.count = 0;
    await pass(10 * minute);
    expect(loads.count).toBeLessThanOrEqual(120);
    expect(errors).toHaveLength(1);
    loads.isDown = false;
    loads.count = 0;
    await pass(10 * second);
    expect(loads.count).toBeGreaterThanOrEqual(100);
  });

  it('leaves no timer if it fails after the sockets were closed', async () => {
    const { connect, store, sockets } = await setUpSockets();
    await connect();
    const loads = watchLoads(store);
    [loads.isDown, loads.takes] = [true, second];
    while (loads.running === 0) await pass(100);
    sockets.close();
    await pass(second);
    expect([loads.running, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('keeps no socket open past the absolute timeout', async () => {
    const { connect, store } = await shortLived();
    const { socket, visitor } = await connect();
    await visitor.edit(() => undefined);
    watchLoads(store).isDown = true;
    await pass(3 * hour - second);
    expect(socket.closings).toEqual([]);
    await pass(6 * second);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it('is reported by a warning if there is no onError, and onError may throw', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const fails = (): never => {
      throw new Error('broken onError');
    };
    for (const [onError, message] of [
      [undefined, 'The backend is down.'],
      [fails, 'broken onError'],
    ] as const) {
      warn.mockClear();
      const { connect, store } = await setUpSockets({ onError: onError as never });
      await connect();
      watchLoads(store).isDown = true;
      await pass(minute);
      expect(warn.mock.calls.map(([error]) => (error as Error).message)).toEqual([message]);
    }
    warn.mockRestore();
  });
});
