import { randomBytes } from 'node:crypto';
import { SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { CookieSessionStore, type SealingKey } from '../src/index.js';
import { Browser, type Shop } from './browser.js';

const key = (name: string): SealingKey => ({ name, secret: randomBytes(32) });
const [old, fresh] = [key('2026-10'), key('2026-11')];
const announced = { ...fresh, next: true };

/** One process of a deployment. Its keys change while it runs. */
class Server {
  keys: readonly SealingKey[];
  readonly sessions: SessionManager<Shop>;

  constructor(keys: readonly SealingKey[]) {
    this.keys = keys;
    this.sessions = new SessionManager<Shop>({ store: new CookieSessionStore({ keys: () => this.keys }) });
  }
}

async function signedIn(server: Server, name: string): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(server.sessions, (session) => session.signIn(name));
  return browser;
}

/** Returns the name of the key that sealed a browser's cookie. */
function keyOf(browser: Browser): string {
  const bytes = Buffer.from([...browser.cookies.values()][0] ?? '', 'base64url');
  return bytes.toString('latin1', 2, 2 + (bytes[1] ?? 0));
}

/** The keys of two servers at each step of a deployment. They never change at the same step. */
const deployment: readonly (readonly [string, readonly SealingKey[], readonly SealingKey[]])[] = [
  ['before', [old], [old]],
  ['announced to one', [announced, old], [old]],
  ['announced to both', [announced, old], [announced, old]],
  ['one seals with the new key', [fresh, old], [announced, old]],
  ['both do', [fresh, old], [fresh, old]],
];

describe('a new key', () => {
  it('that is announced first signs no visitor out during a rolling deployment, and sets few cookies', async () => {
    const servers = [new Server([old]), new Server([old])] as const;
    const readers = await Promise.all(['ada', 'bob'].map((name) => signedIn(servers[0], name)));
    const writers = await Promise.all(['cleo', 'dan'].map((name) => signedIn(servers[1], name)));
    let visits = 0;
    for (const [step, ...rings] of deployment) {
      for (const [index, server] of servers.entries()) server.keys = rings[index]!;
      const newcomer = await signedIn(servers[0], 'newcomer');
      let sent = 0;
      for (let round = 0; round < 3; round++) {
        visits++;
        for (const server of servers) {
          for (const reader of readers) {
            const cookies = await reader.visit(server.sessions, (session) =>
              expect([step, session.owner]).toEqual([step, expect.any(String)]),
            );
            sent += cookies.length;
          }
          for (const writer of writers) {
            await writer.visit(server.sessions, (session) => {
              expect([step, session.owner]).toEqual([step, expect.any(String)]);
              session.set('visits', visits);
            });
          }
          expect([step, await newcomer.read(server.sessions)]).toEqual([step, { owner: 'newcomer' }]);
        }
      }
      // Each reader gets one cookie when the new key first seals. Servers do not reseal it with the old key.
      expect([step, sent]).toEqual([step, step.startsWith('one seals') ? readers.length : 0]);
    }
    for (const browser of [...readers, ...writers]) expect(keyOf(browser)).toBe(fresh.name);
    for (const writer of writers) expect(await writer.read(servers[1].sessions)).toMatchObject({ visits });

    // The old key is removed, from one server after the other.
    for (const server of servers) {
      server.keys = [fresh];
      for (const each of servers) {
        for (const browser of [...readers, ...writers])
          expect(await browser.read(each.sessions)).toHaveProperty('owner');
      }
    }
  });

  it('that is not announced signs a visitor out on servers without it, so it needs next', async () => {
    const [ahead, behind] = [new Server([fresh, old]), new Server([old])];
    const browser = await signedIn(behind, 'ada');
    await browser.visit(ahead.sessions);
    expect(await browser.read(ahead.sessions)).toEqual({ owner: 'ada' });
    expect(await browser.read(behind.sessions)).toEqual({});
  });

  it('in different orders on two servers costs a cookie for each change of server, and loses no session', async () => {
    const servers = [new Server([fresh, old]), new Server([old, fresh])];
    const browser = await signedIn(servers[0]!, 'ada');
    for (let round = 0; round < 4; round++) {
      const server = servers[round % 2]!;
      const cookies = await browser.visit(server.sessions, (session) => expect(session.owner).toBe('ada'));
      expect(cookies).toHaveLength(round === 0 ? 0 : 1);
    }
  });
});

it('a removed key makes its cookies and their copies invalid', async () => {
  const server = new Server([old]);
  const [browser, away] = [await signedIn(server, 'ada'), await signedIn(server, 'bob')];
  const copy = browser.copy();
  server.keys = [fresh, old];
  await browser.visit(server.sessions);
  server.keys = [fresh];
  expect(await browser.read(server.sessions)).toEqual({ owner: 'ada' });
  expect(await copy.read(server.sessions)).toEqual({});
  const cookies = await away.visit(server.sessions, (session) => expect(session.owner).toBeUndefined());
  expect(cookies).toEqual([]);
  // Another secret under the old name is another key.
  server.keys = [{ name: old.name, secret: randomBytes(32) }];
  expect(await copy.read(server.sessions)).toEqual({});
});

it('a cookie of a former key is resealed with the same deadlines', async () => {
  const time = { now: 1_800_000_000_000 };
  const clock = () => time.now;
  const keys = Array.from({ length: 12 }, (_, index) => key(`k${index}`));
  let ring: readonly SealingKey[] = [keys[0]!];
  const store = new CookieSessionStore({ keys: () => ring, clock });
  const sessions = new SessionManager<Shop>({ store, clock, idleTimeout: { days: 7 }, absoluteTimeout: { days: 10 } });
  const browser = new Browser();
  await browser.visit(sessions, (session) => session.signIn('ada'));
  for (let day = 0; day < keys.length; day++) {
    ring = keys.slice(0, day + 1).toReversed();
    expect([day, await browser.read(sessions)]).toEqual([day, day < 10 ? { owner: 'ada' } : {}]);
    await browser.visit(sessions);
    time.now += 86_400_000;
  }
});
