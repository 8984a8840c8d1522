import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SealingStore } from '../../test/sealing-store.js';
import type { SessionStore } from '../contract/session-store.js';
import { handleSession } from '../fetch/index.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import type { Session } from '../session/session.js';
import { SessionManager } from './session-manager.js';

type Shop = { visits: number; cart: string[] };
type Handler = (session: Session<Shop>) => void | Promise<void>;

const day = 86_400_000;
const table: Record<string, Record<string, string>> = {};

let now: number;
let calls: string[];
let sessions: SessionManager<Shop>;

/** A store that records the verb of each call. */
function counted<Store extends SessionStore>(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        calls.push(String(name));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

/** Sends one request through the fetch middleware. Returns the cookie that the browser has afterwards. */
async function send(cookie: string, handler?: Handler): Promise<string> {
  const request = new Request('https://shop.example/', { headers: cookie ? { cookie } : {} });
  const response = await handleSession(sessions, request, async () => {
    if (handler) await handler(await sessions.get(request));
    return new Response('ok');
  });
  const set = response.headers.getSetCookie()[0]?.split(';')[0];
  return set === undefined ? cookie : set.endsWith('=') ? '' : set;
}

async function visited(handler: Handler = (session) => void session.set('visits', 1)): Promise<string> {
  return send('', handler);
}

function after(prepare: () => Promise<string>, handler?: Handler): () => Promise<void> {
  return async () => {
    const cookie = await prepare();
    calls.length = 0;
    await send(cookie, handler);
  };
}

const noCookie = (): Promise<string> => Promise.resolve('');
const read: Handler = (session) => void session.get('visits');
const count: Handler = (session) => void session.update('visits', 0, (visits) => visits + 1);

/** What is measured, on a keyed store, on a sealed one, and on a sealed one that can revoke. */
const rows: readonly (readonly [
  request: string,
  keyed: readonly string[],
  sealed: readonly string[],
  revoking: readonly string[],
  measure: () => Promise<void>,
])[] = [
  ['untouched, no cookie', [], [], [], after(noCookie)],
  ['untouched, with a cookie', [], [], [], after(visited)],
  ['read, no cookie', [], [], [], after(noCookie, read)],
  ['read', ['load'], ['unseal'], ['unseal'], after(visited, read)],
  [
    'written with an equal value',
    ['load'],
    ['unseal'],
    ['unseal'],
    after(visited, (session) => void session.set('visits', 1)),
  ],
  ['change', ['load', 'update'], ['unseal', 'seal'], ['unseal', 'unseal', 'seal'], after(visited, count)],
  [
    'change of three keys',
    ['load', 'update'],
    ['unseal', 'seal'],
    ['unseal', 'unseal', 'seal'],
    after(visited, (session) => {
      session.set('visits', 2).set('cart', ['hat']);
      session.flash('notice', 'Saved');
    }),
  ],
  ['first write', ['create'], ['seal'], ['seal'], after(noCookie, (session) => void session.set('visits', 1))],
  [
    'sign-in of a guest with a session',
    ['load', 'create', 'update'],
    ['unseal', 'seal'],
    ['unseal', 'unseal', 'seal', 'revoke'],
    after(visited, (session) => session.signIn('alice')),
  ],
  ['sign-in without one', ['create'], ['seal'], ['seal'], after(noCookie, (session) => session.signIn('alice'))],
  [
    'regenerate',
    ['load', 'create', 'update'],
    ['unseal', 'seal'],
    ['unseal', 'unseal', 'seal', 'revoke'],
    after(visited, (session) => session.regenerate()),
  ],
  ['sign-out', ['load', 'deleteIf'], ['unseal'], ['unseal', 'revoke'], after(visited, (session) => session.destroy())],
  [
    'clear',
    ['load', 'deleteIf'],
    ['unseal'],
    ['unseal', 'unseal', 'revoke'],
    after(visited, (session) => session.clear()),
  ],
  [
    'read, two days later',
    ['load', 'touch'],
    ['unseal'],
    ['unseal'],
    async () => {
      const cookie = await visited();
      now += 2 * day;
      calls.length = 0;
      await send(cookie, read);
    },
  ],
  [
    'read, half the idle time later',
    ['load', 'touch'],
    ['unseal', 'seal'],
    ['unseal', 'unseal', 'seal'],
    async () => {
      const cookie = await visited();
      now += 7 * day;
      calls.length = 0;
      await send(cookie, read);
    },
  ],
  [
    'change during another change',
    ['load', 'load', 'update', 'update', 'update'],
    ['unseal', 'unseal', 'seal', 'seal'],
    ['unseal', 'unseal', 'unseal', 'seal', 'unseal', 'seal'],
    async () => {
      const cookie = await visited();
      calls.length = 0;
      await send(cookie, async (session) => {
        await send(cookie, count);
        await count(session);
      });
    },
  ],
];

const kinds: readonly (readonly [kind: string, column: 1 | 2 | 3, open: (clock: () => number) => SessionStore])[] = [
  ['keyed', 1, (clock) => new MemorySessionStore({ clock })],
  ['sealed', 2, (clock) => new SealingStore({ clock })],
  ['sealed, can revoke', 3, (clock) => new SealingStore({ clock, revoked: new Set() })],
];

describe.each(kinds)('the store calls of one request: %s', (kind, column, open) => {
  beforeEach(() => {
    now = 1_800_000_000_000;
    calls = [];
    const clock = (): number => now;
    sessions = new SessionManager<Shop>({ store: counted(open(clock)), clock });
  });

  for (const row of rows) {
    const [request] = row;
    it(`${request}: ${row[column].join(', ') || 'none'}`, async () => {
      await row[4]();
      (table[request] ??= {})[kind] = calls.join(', ') || '-';
      expect(calls).toEqual(row[column]);
    });
  }
});

afterAll(() => {
  console.table(table);
});
