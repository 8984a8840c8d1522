import { interruptedError } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { idOf, newVisitor } from '../../fixture/visitors.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const contestedKeyChangeLaws = [
  law('53a', 'regenerating a session that was ended elsewhere is interrupted and leaves no record', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = await newVisitor(first, 'Ursula');
    const id = await idOf(browser);
    const request = await browser.begin(first);
    request.session.regenerate();
    const next = request.session.id;
    await second.revoke(id);
    await expectRejection(request.respond(), interruptedError, 'Regenerating a session that was ended');
    for (const each of [id, next])
      if (each) await expectAbsent(fixture.two, each, 'after a regenerate that was interrupted');
  }),

  law(
    '53b',
    "a guest who signs in while the guest's session is ended gets a new session without the guest's data",
    async (fixture) => {
      const [first, second] = fixture.managers();
      const browser = await newVisitor(first);
      const request = await browser.begin(first);
      request.session.signIn('Ursula');
      await second.revoke(await idOf(browser));
      await request.respond();
      const seen = await browser.snapshot(second);
      const isClean = seen.owner === 'Ursula' && !('cart' in seen.data);
      expect(isClean, "The sign-in must succeed, without the data of the guest's session that was ended.", seen);
    },
  ),

  law(
    '53c',
    'with a superseded key, writes are interrupted, no cookie is set or cleared, and signing in works',
    async (fixture) => {
      const [first, second] = fixture.managers();
      const browser = await newVisitor(first);
      const old = browser.copy();
      await browser.visit(first, (session) => session.signIn('Ursula'));
      const write = old.copy().visit(second, (session) => session.set('cart', 2));
      await expectRejection(write, interruptedError, 'A write with a superseded key');
      await old.visit(second, (session) => session.signIn('Ursula'));
      const owner = await old.visit(first, (session) => session.owner);
      const why = 'the first response may have been lost';
      expectEqual(owner, 'Ursula', `Signing in with a superseded key must work: ${why}.`);
      const other = await browser.visit(second, (session) => session.owner);
      expectEqual(other, 'Ursula', 'The session of the first sign-in must remain.');
    },
  ),

  law(
    '53d',
    "two sign-ins of one owner with one cookie both succeed and keep the guest's data, even if one is late",
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const isLate of [false, true]) {
        const browser = await newVisitor(first);
        const twin = browser.copy();
        const early = isLate ? undefined : await twin.begin(second);
        await browser.visit(first, (session) => session.signIn('Ursula', { keep: ['cart'] }));
        const click = early ?? (await twin.begin(second));
        click.session.signIn('Ursula', { keep: ['cart'] });
        await click.respond();
        for (const each of [browser, twin]) {
          const seen = await each.snapshot(first);
          const isWhole = seen.owner === 'Ursula' && seen.data['cart'] === 1;
          expect(isWhole, `Both cookies must open a session of the owner with the cart (late: ${isLate}).`, seen);
        }
      }
    },
  ),

  law(
    '54',
    'two requests regenerate one session: one wins, and the key of the other never opens it',
    async (fixture) => {
      const managers = fixture.managers();
      for (let round = 0; round < fixture.rounds(50); round++) {
        const browser = await newVisitor(managers[0]);
        const old = browser.key;
        const both = [browser.copy(), browser.copy()] as const;
        const requests = await Promise.all([both[0].begin(managers[0]), both[1].begin(managers[1])]);
        for (const { session } of requests) session.regenerate();
        const ids = requests.map(({ session }) => session.id);
        await race(round, [() => requests[0].respond(), () => requests[1].respond()]);
        const [winner = browser, ...others] = both.filter(({ key }) => key !== old);
        const isOne = winner !== browser && others.length === 0;
        expect(isOne, `Of two regenerates at once, exactly one must give its browser a key, round ${round}.`, ids);
        const winning = await idOf(winner);
        for (const id of ids)
          if (id && id !== winning)
            await expectAbsent(fixture.one, id, `for the key of the regenerate that lost, round ${round}`);
        const data = await winner.read(managers[0]);
        expect(data['cart'] === 1, `The new key must open the session, round ${round}.`, data);
      }
    },
  ),
];
