import { abortError, storeError } from '../../fixture/error-kinds.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

export const sealedCallLaws = [
  law('26', 'a call with an aborted signal rejects with its reason', async (fixture) => {
    const { one } = fixture;
    const { record, token } = await fixture.sealed();
    const aborted = { signal: AbortSignal.abort() };
    const what = 'with an aborted signal';
    await expectRejection(() => one.seal(record, context, aborted), abortError, `seal ${what}`);
    await expectRejection(() => one.unseal(token, context, aborted), abortError, `unseal ${what}`);
    if (one.revoke) await expectRejection(() => one.revoke?.(record, aborted), abortError, `revoke ${what}`);
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
      const options = { clock: clock.now, keys, nextKeys: [], purpose: 'sessions' };
      const unreachable = await subject.openUnreachable?.(options);
      expect(unreachable !== undefined, 'openUnreachable must open a store.', unreachable);
      const when = ' if keys or revocations cannot be reached';
      const unsealing = () => unreachable.unseal(token, context);
      await expectRejection(unsealing, storeError, 'unseal', `${when}: undefined would sign the user out`);
      if (unreachable.revoke) {
        const revoking = () => unreachable.revoke?.(record);
        await expectRejection(revoking, storeError, 'revoke', `${when}: the session was not signed out`);
      }
      const [sealing] = await Promise.allSettled([Promise.resolve().then(() => unreachable.seal(record, context))]);
      const isCorrect = sealing.status === 'fulfilled' || storeError.is(sealing.reason);
      expect(isCorrect, `seal must return a token, or reject with StoreError${when}.`, sealing);
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
