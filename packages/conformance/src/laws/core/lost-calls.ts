import type { Browser } from '../../fixture/browser.js';
import { storeError } from '../../fixture/error-kinds.js';
import { during, outageOf } from '../../fixture/outages.js';
import { newOwner } from '../../fixture/random-ids.js';
import { intercepted } from '../../fixture/spied-store.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { failing } from '../../fixture/failing-store.js';
import { idOf, increment, keyChanges, newVisitor } from '../../fixture/visitors.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import type { Visited } from '../../suite/sessions.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns a manager that loses the response to its write number `lost`, by the subject's outage switch. */
function losingResponse(fixture: StoreFixture, lost: number) {
  const outage = outageOf(fixture);
  let writes = 0;
  const store = intercepted(fixture.one, async (verb, call) => {
    if (verb !== 'load' && writes++ === lost) await outage.loseNextAnswer?.();
    return call();
  });
  return { sessions: fixture.manage(store), writes: () => writes };
}

/** Runs a visit once for each of its writes, each time with the response to another write lost. */
async function losingEach(
  fixture: StoreFixture,
  change: (session: Visited) => void,
  check: (browser: Browser, before: Browser, failure: unknown, lost: number) => Promise<void>,
): Promise<void> {
  const healthy = fixture.manage(fixture.two);
  for (let lost = 0; lost < 5; lost++) {
    const browser = await newVisitor(healthy);
    const before = browser.copy();
    const { sessions, writes } = losingResponse(fixture, lost);
    const [settled] = await Promise.allSettled([browser.visit(sessions, change)]);
    await outageOf(fixture).recover();
    if (writes() <= lost) return;
    await check(browser, before, settled.status === 'rejected' ? settled.reason : undefined, lost);
  }
}

export const lostCallLaws = [
  law(
    '26b',
    'a call that is aborted while it runs rejects, with an unknown outcome if it is a write',
    async (fixture) => {
      const { store, failure } = failing(fixture.one);
      const sessions = fixture.manage(store, { storeTimeout: { days: 1 } });
      const browser = await newVisitor(sessions);
      const id = await idOf(browser);
      failure.now = 'frozen';
      const controller = new AbortController();
      const read = sessions.inspect(id, { signal: controller.signal });
      const write = store.owners && sessions.revokeOwner(newOwner(), { signal: controller.signal });
      const list = store.owners && sessions.list(newOwner(), { signal: controller.signal }).next();
      const settled = Promise.allSettled([read, list, write]);
      controller.abort();
      await settled;
      for (const call of [read, ...(list ? [list] : [])]) {
        await expectRejection(call, storeError, 'A read that is aborted while it runs');
      }
      if (!write) return;
      const { outcome } = await expectRejection(write, storeError, 'A write that is aborted while it runs');
      expectEqual(outcome, 'unknown', 'The outcome of a write that is aborted while it runs must be unknown.');
    },
  ),

  law(
    '98c',
    "with a frozen backend, a load rejects within the manager's timeout",
    async (fixture) => {
      const patient = fixture.manage(fixture.two);
      const sessions = fixture.manage(fixture.one, { storeTimeout: { seconds: fixture.frozenMs / 1000 } });
      const browser = await newVisitor(patient);
      await during(fixture, 'freeze', async () => {
        await expectRejection(browser.copy().begin(sessions), storeError, 'A load from a frozen backend');
      });
      const data = await browser.read(patient);
      expect(data['cart'] === 1, 'The session must still be stored once the backend is back.', data);
    },
    ['outage.freeze'],
  ),

  law(
    '99c',
    'if the response to any step is lost, an increment counts exactly once or is reported as unknown',
    async (fixture) => {
      const healthy = fixture.manage(fixture.two);
      await losingEach(fixture, increment, async (browser, _before, failure, lost) => {
        const { visits = 0 } = await browser.read(healthy);
        const isUnknown = storeError.is(failure) && failure.outcome === 'unknown' && (visits === 0 || visits === 1);
        const isTrue = failure === undefined ? visits === 1 : isUnknown;
        const demand = `With the response to write ${lost} lost, an increment must count once or be reported as unknown.`;
        expect(isTrue, demand, { visits, failure });
      });
    },
    ['outage.loseNextAnswer'],
  ),

  law(
    '99d',
    'if the response to any step of a key change is lost, the user keeps one session that a browser can open, never two',
    async (fixture) => {
      const healthy = fixture.manage(fixture.two);
      for (const change of Object.values(keyChanges)) {
        await losingEach(fixture, change, async (browser, before, failure, lost) => {
          const now = await browser.copy().read(healthy);
          const when = `with the response to write ${lost} lost`;
          expect(now['cart'] === 1, `A user whose key changes must keep a session, ${when}.`, { now, failure });
          if (browser.key === before.key) return;
          const old = await before.read(healthy);
          const demand = `The old key must not open the session beside the new one, ${when}.`;
          expect(!('cart' in old), demand, { old, failure });
        });
      }
    },
    ['outage.loseNextAnswer'],
  ),
];
