import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { handleSession } from '../fetch/index.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import type { Session } from '../session/session.js';
import { SessionManager } from './session-manager.js';

type Shop = { visits: number; cart: string[] };
type Handler = (session: Session<Shop>) => void | Promise<void>;

const day = 86_400_000;
const rows: { request: string; expected: number; calls: string }[] = [];

let now: number;
let calls: string[];
let sessions: SessionManager<Shop>;

/** A store that notes each verb that is called. */
function counted(store: MemorySessionStore): MemorySessionStore {
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

beforeEach(() => {
  now = 1_800_000_000_000;
  calls = [];
  const clock = (): number => now;
  sessions = new SessionManager<Shop>({ store: counted(new MemorySessionStore({ clock })), clock });
});

/** Sends one request through the fetch middleware; answers with the cookie that the browser now has. */
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

/** Each row of the table is measured, then held against the promise. */
function row(request: string, expected: string[], measure: () => Promise<void>): void {
  it(`${request}: ${expected.join(', ') || 'none'}`, async () => {
    await measure();
    rows.push({ request, expected: expected.length, calls: calls.join(', ') || '-' });
    expect(calls).toEqual(expected);
  });
}

function after(prepare: () => Promise<string>, handler?: Handler): () => Promise<void> {
  return async () => {
    const cookie = await prepare();
    calls.length = 0;
    await send(cookie, handler);
  };
}

const nobody = (): Promise<string> => Promise.resolve('');

describe('calls of the store for one request', () => {
  row('untouched, no cookie', [], after(nobody));
  row('untouched, with a cookie', [], after(visited));
  row(
    'looked at, no cookie',
    [],
    after(nobody, (session) => void session.get('visits')),
  );
  row(
    'read',
    ['load'],
    after(visited, (session) => void session.get('visits')),
  );
  row(
    'written with an equal value',
    ['load'],
    after(visited, (session) => void session.set('visits', 1)),
  );
  row(
    'change',
    ['load', 'update'],
    after(visited, (session) => void session.update('visits', 0, (count) => count + 1)),
  );
  row(
    'change of three keys',
    ['load', 'update'],
    after(visited, (session) => {
      session.set('visits', 2).set('cart', ['hat']);
      session.flash('notice', 'Saved');
    }),
  );
  row(
    'first write',
    ['create'],
    after(nobody, (session) => void session.set('visits', 1)),
  );
  row(
    'sign-in of a guest with a session',
    ['load', 'create', 'update'],
    after(visited, (session) => session.signIn('alice')),
  );
  row(
    'sign-in without one',
    ['create'],
    after(nobody, (session) => session.signIn('alice')),
  );
  row(
    'regenerate',
    ['load', 'create', 'update'],
    after(visited, (session) => session.regenerate()),
  );
  row(
    'sign-out',
    ['load', 'deleteIf'],
    after(visited, (session) => session.destroy()),
  );
  row(
    'emptied',
    ['load', 'deleteIf'],
    after(visited, (session) => session.clear()),
  );
  row('read, renewal due', ['load', 'touch'], async () => {
    const cookie = await visited();
    now += 2 * day;
    calls.length = 0;
    await send(cookie, (session) => void session.get('visits'));
  });
  row('change that meets a conflict', ['load', 'load', 'update', 'update', 'update'], async () => {
    const cookie = await visited();
    calls.length = 0;
    await send(cookie, async (session) => {
      await send(cookie, (other) => void other.update('visits', 0, (count) => count + 1));
      session.update('visits', 0, (count) => count + 1);
    });
  });
});

afterAll(() => {
  console.table(rows);
});
