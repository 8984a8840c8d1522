import { describe, expect, it } from 'vitest';
import { SessionTooLargeError, StoreError } from '../contract/errors.js';
import { signalIfMade } from './call-signal.js';
import { CallGuard } from './call-guard.js';

const limits = { maxPayloadBytes: 6, expiryGranularityMs: 1, maxExpiresAt: 1000, durable: true };
const guardWith = (remedy?: string) => new CallGuard('ListStore', limits, remedy);
const record = (payload: string, expiresAt = 1000) => ({ payload, expiresAt });
const id = '0'.repeat(40);

describe('CallGuard.begin', () => {
  it('returns the call with its store, verb and signal', () => {
    const { signal } = new AbortController();
    const call = guardWith().begin('update', { id, version: '1', record: record('') }, { signal });
    expect(call).toMatchObject({ store: 'ListStore', verb: 'update', signal, hasPartiallyRun: false });
    expect(guardWith().begin('load', { id }, undefined).signal).toBeUndefined();
  });

  it('throws the reason of an aborted signal before it checks anything else', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const guard = guardWith();
    await guard.close();
    expect(() => guard.begin('load', { id: undefined }, { signal })).toThrow('too late');
  });

  it('does not read the signal when the options say that none was made', () => {
    const unmade = {
      [signalIfMade]: undefined,
      get signal(): AbortSignal {
        throw new Error('made');
      },
    };
    expect(() => guardWith().begin('load', { id }, unmade).throwIfAborted()).not.toThrow();
    const aborted: object = { [signalIfMade]: AbortSignal.abort(new Error('too late')) };
    expect(() => guardWith().begin('load', { id }, aborted)).toThrow('too late');
  });

  it.each([
    [{ id: undefined }, 'ListStore.load: id must be'],
    [{ id, version: 5 }, 'ListStore.load: version must be'],
    [{ owner: '' }, 'ListStore.load: owner must be'],
    [{ limit: 0 }, 'ListStore.load: limit must be'],
    [{ except: ['*'] }, 'ListStore.load: except must be'],
  ])('refuses bad arguments: %j', (given, problem) => {
    const begin = () => guardWith().begin('load', given, undefined);
    expect(begin).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error);
    expect(begin).toThrow(problem);
  });

  it('limits the payload by bytes, not characters, and names the remedy of the store', () => {
    expect(() => guardWith().begin('create', { record: record('éé12') }, undefined)).not.toThrow();
    expect(() => guardWith().begin('create', { record: record('123456') }, undefined)).not.toThrow();
    const begin = () => guardWith().begin('create', { record: record('ééé1') }, undefined);
    expect(begin).toThrow(SessionTooLargeError);
    expect(begin).toThrow(
      'The session is 7 bytes long, and ListStore keeps 6: keep less in it, or raise maxPayloadBytes',
    );
    expect(() => guardWith().begin('create', { record: record('€€€') }, undefined)).toThrow(SessionTooLargeError);
    expect(() => guardWith('delete some').begin('create', { record: record('1234567') }, undefined)).toThrow(
      'keeps 6: delete some',
    );
  });

  it.each([
    ['the deadline of a record', { record: record('', 1001) }],
    ['the deadline of a touch', { expiresAt: 1001 }],
    ['a deadline that is not a number', { expiresAt: Number.NaN }],
    ['a deadline that is missing', { expiresAt: undefined as unknown as number }],
  ])('refuses %s', (_what, given) => {
    const begin = () => guardWith().begin('touch', given, undefined);
    expect(begin).toThrow(SessionTooLargeError);
    expect(begin).toThrow(/^The session ends at .*, and ListStore keeps deadlines up to 1000: shorten its timeouts$/);
  });

  it('accepts the latest deadline', () => {
    expect(() => guardWith().begin('touch', { expiresAt: 1000 }, undefined)).not.toThrow();
  });
});

it('throws not-applied after close, which may be called twice', async () => {
  const guard = guardWith();
  await guard.close();
  await guard.close();
  expect(() => guard.begin('load', { id }, undefined)).toThrow(StoreError);
  expect(() => guard.begin('load', { id }, undefined)).toThrow(
    expect.objectContaining({
      message: 'ListStore is closed: nothing was read or written',
      outcome: 'not-applied',
    }) as Error,
  );
});

describe('StoreCall', () => {
  it('describes the failure, and makes the outcome unknown once the call has partially run', () => {
    const call = guardWith().begin('deleteByOwner', { owner: 'a' }, undefined);
    const cause = new Error('cause');
    expect(call.failure('no connection', { outcome: 'not-applied', cause })).toMatchObject({
      message: 'ListStore could not deleteByOwner: no connection',
      outcome: 'not-applied',
      cause,
    });
    expect('cause' in call.failure('no connection', { outcome: 'unknown' })).toBe(false);
    call.hasPartiallyRun = true;
    expect(call.failure('no connection', { outcome: 'not-applied' })).toMatchObject({ outcome: 'unknown' });
  });

  it('throws the reason of its signal when that is aborted later', () => {
    const controller = new AbortController();
    const call = guardWith().begin('deleteExpired', { limit: 1 }, controller);
    call.throwIfAborted();
    controller.abort(new Error('given up'));
    expect(() => call.throwIfAborted()).toThrow('given up');
  });
});
