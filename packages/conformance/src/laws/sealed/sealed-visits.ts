import { SessionError } from '@sess/core';
import { canRevoke } from '../../fixture/fixture.js';
import { newId } from '../../fixture/random-ids.js';
import { newSealingKey } from '../../fixture/sealed-fixture.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

function isNotSupported(error: unknown): error is SessionError {
  return error instanceof SessionError && error.code === 'NOT_SUPPORTED';
}

const minute = 60_000;

export const sealedVisitLaws = [
  law(
    '2b',
    'operations that a sealed store cannot do reject with a typed error instead of doing nothing',
    async (fixture) => {
      const sessions = fixture.manage(fixture.one);
      const id = await newId();
      const calls: Readonly<Record<string, () => Promise<unknown>>> = {
        list: () => sessions.list('Ursula').next(),
        revoke: () => sessions.revoke(id),
        revokeOwner: () => sessions.revokeOwner('Ursula'),
        inspect: () => sessions.inspect(id),
        edit: () => sessions.edit(id, () => undefined),
      };
      for (const [name, call] of Object.entries(calls)) {
        const demand = `${name} on a sealed store must reject with SessionError NOT_SUPPORTED.`;
        await expectRejection(Promise.resolve().then(call), isNotSupported, demand);
      }
    },
  ),

  law('51a', 'regenerate keeps data, owner and createdAt, and changes the id', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = await newVisitor(first, 'Ursula');
    const old = browser.copy();
    const before = await browser.visit(first, ({ id, createdAt }) => ({ id, createdAt }));
    await browser.visit(first, (session) => session.regenerate());
    const after = await browser.visit(second, (session) => ({
      id: session.id,
      createdAt: session.createdAt,
      owner: session.owner,
      cart: session.get('cart'),
    }));
    const isKept = after.cart === 1 && after.owner === 'Ursula' && after.createdAt === before.createdAt;
    expect(isKept && after.id !== before.id, 'regenerate must keep data, owner and createdAt, and change the id.', {
      before,
      after,
    });
    if (!canRevoke(fixture)) return;
    const replayed = await old.read(second);
    expect(Object.keys(replayed).length === 0, 'The old cookie must open nothing after a regenerate.', replayed);
  }),

  law('106d', 'the cookie of plain http opens nothing under the name of the https cookie', async (fixture) => {
    const sessions = fixture.manage(fixture.one);
    const opened = await sessions.open(undefined, { secure: false });
    opened.session.set('cart', 1);
    const [cookie] = (await opened.commit({ status: 200 })).cookies;
    expect(cookie?.name === 'sid', 'On plain http, the name of the cookie must be sid.', cookie?.name);
    const again = await sessions.open(`sid=${cookie.value}`, { secure: false });
    expect(again.session.get('cart') === 1, 'The cookie must open the session under its own name.', 'it did not');
    const lifted = await sessions.open(`__Host-sid=${cookie.value}`, { secure: true });
    const demand = 'An attacker who can set cookies on http must not be able to plant a session on https.';
    expect(lifted.session.isNew, demand, Object.keys(lifted.session.toObject()));
  }),

  law(
    '108d',
    'a cookie of a retired key is sealed again once, by the next response, and then no longer needs that key',
    async (fixture) => {
      const [old, current] = [newSealingKey(), newSealingKey()];
      const before = fixture.manage(await fixture.openWith({ keys: [old] }));
      const during = fixture.manage(await fixture.openWith({ keys: [current, old] }));
      const after = fixture.manage(await fixture.openWith({ keys: [current] }));
      const browser = await newVisitor(before, 'Ursula');
      const former = browser.copy();
      await fixture.clock.reach(fixture.now() + minute);
      const reading = await browser.begin(during);
      const { cookies } = await reading.respond();
      expect(cookies.length === 1, 'A read with the cookie of a retired key must set one new cookie.', cookies.length);
      const second = await browser.begin(during);
      const again = await second.respond();
      expect(again.cookies.length === 0, 'The next read must send no cookie.', again.cookies.length);
      const seen = await browser.visit(after, (session) => ({ cart: session.get('cart'), owner: session.owner }));
      const isWhole = seen.cart === 1 && seen.owner === 'Ursula';
      expect(isWhole, 'The session must open after the retired key was removed.', seen);
      const lost = await former.visit(after, (session) => session.isNew);
      expect(lost, 'The cookie that was not sealed again must open nothing after its key was removed.', { lost });
    },
  ),
];
