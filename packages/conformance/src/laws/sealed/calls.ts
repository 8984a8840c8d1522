import { abortError, storeError } from '../../fixture/error-kinds.js';
import { settle } from '../../fixture/every-verb.js';
import { expectHealthy } from '../../fixture/findings.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

export const sealedCallLaws = [
  law('26', 'a call with an aborted signal rejects with its reason', async (fixture) => {
    const { one } = fixture;
    const { record, token } = await fixture.sealed();
    const aborted = { signal: AbortSignal.abort() };
    const what = 'with an aborted signal';
    await expectRejection(() => one.seal(record, context, aborted), abortError, `seal ${what}`);
    await expectRejection(() => one.unseal(token, context, aborted), abortError, `unseal ${what}`);
    if (one.revoke) {
      const revoking = settle('revoke', () => one.revoke?.(record, aborted));
      await expectRejection(revoking, abortError, `revoke ${what}`);
    }
    if (one.diagnose) await expectRejection(() => one.diagnose?.(aborted), abortError, `diagnose ${what}`);
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
      // They need not reach what is unreachable: the keys, or the revocations.
      for (const [what, call] of [
        ['seal', () => unreachable.seal(record, context)],
        ['diagnose', () => unreachable.diagnose?.()],
      ] as const) {
        const [result] = await Promise.allSettled([Promise.resolve().then<unknown>(call)]);
        const isCorrect = result.status === 'fulfilled' || storeError.is(result.reason);
        expect(isCorrect, `${what} must return its usual result, or reject with StoreError${when}.`, result);
      }
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

  law(
    '163',
    'every verb rejects with StoreError after close, although the store needs nothing but its keys',
    async (fixture) => {
      const { record, token } = await fixture.sealed();
      const closing = await fixture.openWith();
      const used = await seal(closing, record);
      await closing.close?.();
      const calls: Readonly<Record<string, () => unknown>> = {
        seal: () => closing.seal(record, context),
        unseal: () => closing.unseal(token, context),
        'unseal of a token of its own': () => closing.unseal(used, context),
        ...(closing.revoke && { revoke: () => closing.revoke?.(record) }),
        ...(closing.diagnose && { diagnose: () => closing.diagnose?.() }),
      };
      for (const [verb, call] of Object.entries(calls)) {
        const { outcome } = await expectRejection(call, storeError, `${verb} after close`);
        expectEqual(outcome, 'not-applied', `${verb} after close must say that nothing was done, by its outcome.`);
      }
      await expectOpened(fixture.two, token, record, 'a token whose record a closed instance was to revoke');
      await expectOpened(fixture.two, used, record, 'a token of an instance that was closed');
    },
    ['close'],
  ),

  law(
    '123',
    'diagnose finds no error in a store that works, and its findings have no key and no session data',
    async (fixture) => {
      const { one, two, keys } = fixture;
      const { record, token } = await fixture.sealed({ owner: 'Ursula K.' });
      const { id, owner = '', payload } = record;
      const mark = payload.slice(9, -2);
      const secrets = {
        'a secret': keys[0].secret,
        'a token': token,
        'a record id': id,
        'a payload': mark,
        'an owner': owner,
      };
      const revoked = fixture.record();
      await one.revoke?.(revoked);
      for (const store of [one, two]) {
        expectHealthy(await store.diagnose?.(), { ...secrets, 'the id of a revoked record': revoked.id });
      }
      await expectOpened(two, token, record, 'a token after diagnose');
    },
    ['diagnose'],
  ),
];
