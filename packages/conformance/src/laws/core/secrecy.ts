import { inspect } from 'node:util';
import { StoreError } from '@sess/core';
import { Browser } from '../../fixture/browser.js';
import { intercepted } from '../../fixture/spied-store.js';
import { idOf } from '../../fixture/visitors.js';
import { expect } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

const eventNames = [
  'created',
  'saved',
  'conflict',
  'interrupted',
  'rejected-key',
  'destroyed',
  'unsaved',
  'corrupt',
  'insecure',
] as const;

const treasure = 'a-value-that-only-the-visitor-knows';

function texts(value: unknown): string {
  const parts = [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value) ?? ''];
  if (value instanceof Error) parts.push(value.stack ?? '', String(value.cause));
  return parts.join('\n');
}

export const secrecyLaws = [
  law('94', 'errors, events and public objects contain no cookies and no data, printed or as JSON', async (fixture) => {
    const failing: { isDown: boolean } = { isDown: false };
    // The error of a failed call may name an id, but never a token.
    const about = (subject: unknown) => (fixture.kind === 'keyed' ? String(subject) : 'a token');
    const store = intercepted(fixture.one, (_verb, call, args) =>
      failing.isDown
        ? Promise.reject(new StoreError(`No response for ${about(args[0])}.`, { outcome: 'unknown' }))
        : call(),
    );
    const sessions = fixture.manage(store);
    const seen: [string, unknown][] = [['the manager', sessions]];
    for (const name of eventNames) sessions.on(name, (event) => seen.push([`the event ${name}`, event]));
    const browser = new Browser();
    const secrets = new Set<string>();
    const note = async (what: string, act: () => Promise<unknown>) => {
      const result = await act().catch((error: unknown) => error);
      for (const value of browser.cookies.values()) secrets.add(value);
      seen.push([what, result]);
    };
    await note('a session', () => browser.visit(sessions, (session) => session.set('secret', treasure)));
    await note('a request', () => browser.begin(sessions));
    await note('a session that was regenerated', () =>
      browser.visit(sessions, (session) => {
        session.regenerate();
        return session;
      }),
    );
    await note('the error of a value that cannot be kept', () =>
      browser.visit(sessions, (session) => session.set('secret', { [treasure.length]: [treasure, () => treasure] })),
    );
    await note('the error of a session that is too large', () =>
      browser.visit(sessions, (session) => session.set('secret', treasure.padEnd(store.limits.maxPayloadBytes, 'x'))),
    );
    const late = await browser.copy().begin(sessions);
    late.session.set('secret', `${treasure}!`);
    if (fixture.kind === 'keyed') {
      await sessions.revoke(await idOf(browser));
      await note('the error of an interrupted request', () => late.respond());
    }
    failing.isDown = true;
    await note('the error of a load while the store is down', () => browser.begin(sessions));
    await note('the error of a commit while the store is down', () =>
      new Browser().visit(sessions, (session) => session.set('secret', treasure)),
    );
    for (const [what, object] of seen) {
      const text = texts(object);
      const isSecret = !text.includes(treasure) && ![...secrets].some((secret) => text.includes(secret));
      expect(isSecret, `Cookies and data must not be in ${what}, printed or as JSON.`, 'they are');
    }
  }),
];
