import { sessionError } from '../../fixture/error-kinds.js';
import { canRevoke } from '../../fixture/fixture.js';
import { newId } from '../../fixture/random-ids.js';
import { newSealingKey } from '../../fixture/sealed-fixture.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectEqual, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

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
        await expectRejection(call, sessionError('NOT_SUPPORTED'), `${name} on a sealed store`);
      }
    },
  ),

  law('51a', 'regenerate keeps data, owner and createdAt, and changes the id', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = await newVisitor(first, 'Ursula');
    const old = browser.copy();
    const before = await browser.snapshot(first);
    await browser.visit(first, (session) => session.regenerate());
    const after = await browser.snapshot(second);
    const isKept = after.data['cart'] === 1 && after.owner === 'Ursula' && after.createdAt === before.createdAt;
    expect(isKept, 'regenerate must keep data, owner and createdAt.', { before, after });
    expect(after.id !== before.id, 'regenerate must change the id.', 'the same id');
    if (!canRevoke(fixture)) return;
    const replayed = await old.read(second);
    expectEmpty(replayed, 'The old cookie must open nothing after a regenerate.');
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
      expectEqual(cookies.length, 1, 'A read with the cookie of a retired key must set one new cookie.');
      const second = await browser.begin(during);
      const again = await second.respond();
      expectEmpty(again.cookies, 'The next read must send no cookie.');
      const seen = await browser.snapshot(after);
      const isWhole = seen.data['cart'] === 1 && seen.owner === 'Ursula';
      expect(isWhole, 'The session must open after the retired key was removed.', seen);
      const lost = await former.read(after);
      expectEmpty(lost, 'The cookie that was not sealed again must open nothing after its key was removed.');
    },
  ),
];
