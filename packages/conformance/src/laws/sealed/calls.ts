import { isAbortError, isStoreError } from '../../fixture/error-kinds.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Turns a call that may return or throw synchronously into a promise. */
function later(call: () => unknown): Promise<unknown> {
  return Promise.resolve().then(call);
}

export const sealedCallLaws = [
  law('26', 'a call with an aborted signal rejects with its reason', async (fixture) => {
    const { one } = fixture;
    const { record, token } = await fixture.sealed();
    const aborted = { signal: AbortSignal.abort() };
    const demand = 'with an aborted signal must reject with its AbortError.';
    await expectRejection(
      later(() => one.seal(record, context, aborted)),
      isAbortError,
      `seal ${demand}`,
    );
    await expectRejection(
      later(() => one.unseal(token, context, aborted)),
      isAbortError,
      `unseal ${demand}`,
    );
    if (one.revoke) {
      await expectRejection(
        later(() => one.revoke?.(record, aborted)),
        isAbortError,
        `revoke ${demand}`,
      );
    }
    await expectOpened(one, token, record, 'a token after calls that were aborted');
  }),

  law('27', 'tokens are sealed and opened many at once', async (fixture) => {
    const records = Array.from({ length: 100 }, () => fixture.record());
    const tokens = await Promise.all(records.map((record) => seal(fixture.one, record)));
    await Promise.all(
      records.map((record, index) => expectOpened(fixture.two, tokens[index] ?? '', record, 'one of 100 at once')),
    );
  }),

  law(
    '97',
    'a store that cannot reach its keys or revocations rejects with StoreError and does not treat the token as invalid',
    async (fixture) => {
      const { record, token } = await fixture.sealed();
      const { clock, keys, subject } = fixture;
      const unreachable = await subject.openUnreachable?.({
        clock: clock.now,
        keys,
        nextKeys: [],
        purpose: 'sessions',
      });
      expect(unreachable !== undefined, 'openUnreachable must open a store.', unreachable);
      const demand = 'must reject with StoreError if keys or revocations cannot be reached';
      const unsealing = later(() => unreachable.unseal(token, context));
      await expectRejection(
        unsealing,
        isStoreError,
        `unseal of a valid token ${demand}: undefined would sign the user out.`,
      );
      if (unreachable.revoke) {
        const revoking = later(() => unreachable.revoke?.(record));
        await expectRejection(revoking, isStoreError, `revoke ${demand}: the session was not signed out.`);
      }
      const [sealing] = await Promise.allSettled([later(() => unreachable.seal(record, context))]);
      const isCorrect = sealing.status === 'fulfilled' || isStoreError(sealing.reason);
      expect(isCorrect, `seal must return a token, or ${demand}.`, sealing);
    },
    ['openUnreachable'],
  ),

  law(
    '104',
    'close may be called twice, and other instances still work',
    async (fixture: SealedFixture) => {
      const { record, token } = await fixture.sealed();
      const closing = await fixture.openWith();
      await closing.close?.();
      await closing.close?.();
      await expectOpened(fixture.one, token, record, 'a token after another instance was closed');
    },
    ['close'],
  ),
];
