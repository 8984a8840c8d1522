import { isAbortError, isStoreError } from '../../fixture/error-kinds.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Calls that may answer at once or throw, as promises. */
function later(call: () => unknown): Promise<unknown> {
  return Promise.resolve().then(call);
}

export const sealedCallLaws = [
  law('26', 'a call with a signal that is aborted already rejects with its reason', async (fixture) => {
    const { one } = fixture;
    const { record, token } = await fixture.sealed();
    const aborted = { signal: AbortSignal.abort() };
    const demand = 'with a signal that is aborted already must reject with the AbortError that is its reason.';
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
    'a store that cannot get at its keys or revocations rejects with StoreError, and never says that a token is none',
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
      const demand = 'must reject with StoreError where keys or revocations cannot be reached';
      const unsealing = later(() => unreachable.unseal(token, context));
      await expectRejection(unsealing, isStoreError, `unseal of a good token ${demand}: undefined would sign out.`);
      if (unreachable.revoke) {
        const revoking = later(() => unreachable.revoke?.(record));
        await expectRejection(revoking, isStoreError, `revoke ${demand}: the sign-out has not happened.`);
      }
      const [sealing] = await Promise.allSettled([later(() => unreachable.seal(record, context))]);
      const isHonest = sealing.status === 'fulfilled' || isStoreError(sealing.reason);
      expect(isHonest, `seal must answer with a token, or ${demand}.`, sealing);
    },
    ['openUnreachable'],
  ),

  law(
    '104',
    'close twice is fine, and the other instances go on',
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
