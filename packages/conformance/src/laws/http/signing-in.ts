import { canRevoke } from '../../fixture/fixture.js';
import { type Chapter, expectNothingHeld, type Scene } from '../../story/story.js';
import { cookiesOf } from '../../story/visitor.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';

/** Starts a request of the same browser that has loaded its session and responds once the shop releases it. */
async function beginSlowly({ shop, visitor }: Scene) {
  const tab = visitor.copy();
  const pending = tab.visit('/slow');
  await shop.arrived.opened;
  return { tab, pending };
}

export const signingInChapters: readonly Chapter[] = [
  {
    number: '117a',
    title: 'signing in sets a new cookie, and the old one no longer opens if it can be revoked',
    async check({ fixture, visitor }) {
      await visitor.visit('/set?key=cart');
      const old = visitor.copy();
      const response = await visitor.visit('/sign-in?value=Ursula');
      const isNew = cookiesOf(response).length === 1 && visitor.cookie !== old.cookie;
      expect(isNew, 'Signing in must set a new cookie.', 'the old one');
      const mine = await visitor.read();
      const isWhole = mine.owner === 'Ursula' && mine.data['cart'] === '1';
      expect(isWhole, 'The session must be signed in, with the cart of the guest.', mine);
      const theirs = await old.read();
      expect(theirs.owner === null, 'The old cookie must never open the session of the user who signed in.', theirs);
      const isDead = Object.keys(theirs.data).length === 0;
      expect(isDead || !canRevoke(fixture), 'The old cookie must open nothing.', theirs);
    },
  },
  {
    number: '117b',
    title: 'signing out clears the cookie, and a replay of the old one is anonymous if it can be revoked',
    async check({ fixture, visitor }) {
      await visitor.visit('/sign-in?value=Ursula');
      const stolen = visitor.copy();
      const response = await visitor.visit('/sign-out');
      const isCleared = cookiesOf(response).some(({ attributes }) => attributes.get('max-age') === '0');
      expect(isCleared && visitor.cookie === undefined, 'Signing out must clear the cookie.', visitor.cookie);
      if (!canRevoke(fixture)) return;
      await expectNothingHeld(fixture, stolen, 'after signing out');
      const replayed = await stolen.read();
      expect(replayed.isNew && replayed.owner === null, 'A replay of the old cookie must be anonymous.', replayed);
    },
  },
];

/** For a sealed store that does not claim revocations. */
export const replayChapters: readonly Chapter[] = [
  {
    number: '117e',
    title: 'a replay of a cookie from before a sign-out or sign-in ends at its deadline at the latest',
    options: { idleTimeout: { hours: 1 } },
    async check({ fixture, visitor }) {
      await visitor.visit('/set?key=cart');
      const guest = visitor.copy();
      await visitor.visit('/sign-in?value=Ursula');
      const stolen = visitor.copy();
      await visitor.visit('/sign-out');
      await fixture.clock.reach(fixture.now() + 3_600_000);
      for (const thief of [guest, stolen]) {
        const replayed = await thief.read();
        expect(replayed.isNew && replayed.owner === null, 'A cookie must open nothing after its deadline.', replayed);
      }
    },
  },
];

/** For a store that can revoke a cookie in a browser. Without revocations, a slow request seals it again. */
export const slowRequestChapters: readonly Chapter[] = [
  {
    number: '117c',
    title: 'a slow request with the old cookie whose response comes last does not undo a sign-in',
    async check(scene) {
      const { shop, visitor } = scene;
      await visitor.visit('/set?key=cart');
      const { pending } = await beginSlowly(scene);
      await visitor.visit('/sign-in?value=Ursula');
      shop.released.open();
      const late = await pending;
      expectEmpty(cookiesOf(late), 'A response after a sign-in must set and clear no cookie.');
      expectEqual(late.status, 409, 'A request that a sign-in interrupted must be a 409 for a guest.');
      const shown = await visitor.read();
      const isRight = shown.owner === 'Ursula' && !('shape' in shown.data);
      expect(isRight, 'The sign-in must last, without the changes of the slow request.', shown);
    },
  },
  {
    number: '117d',
    title: 'a slow request with the old cookie whose response comes last does not undo a sign-out',
    async check(scene) {
      const { fixture, shop, visitor } = scene;
      await visitor.visit('/sign-in?value=Ursula');
      const old = visitor.copy();
      const { tab, pending } = await beginSlowly(scene);
      await visitor.visit('/sign-out');
      shop.released.open();
      const late = await pending;
      expectEmpty(cookiesOf(late), 'A response after a sign-out must set and clear no cookie.');
      const demand = 'A request that a sign-out interrupted must be a 401 for a user who was signed in.';
      expectEqual(late.status, 401, demand);
      await expectNothingHeld(fixture, old, 'after a slow request that ended after the sign-out');
      const shown = await tab.read();
      expect(shown.isNew && shown.owner === null, 'The old cookie must be anonymous after a sign-out.', shown);
    },
  },
];
