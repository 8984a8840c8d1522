import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InterruptedError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { parseSessionId, sessionIdOf } from '../../src/keys/session-key.js';
import type { SessionKey } from '../../src/contract/session-id.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { day, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { hooked, kinds, type Kind } from './hooked-store.js';
import { type Choice, drawn, explore, Interleaving } from './interleaving.js';
import { type Action, actions, type Ending, type Found, inOrder, type ModelSession } from './race-model.js';

/** With more of them, longer: SESS_RACES=20 looks at twenty times as many. */
const effort = Number(process.env['SESS_RACES'] ?? 1);

beforeEach(() => {
  // Who steps aside does so for no time: the order is the scheduler's affair.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

interface Scene {
  readonly actions: readonly Action[];
  readonly owner: string | undefined;
  readonly kind: Kind;
}

async function race({ actions: script, owner, kind }: Scene, choose: Choice): Promise<void> {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const honest = new SessionManager<Shop>({ store, clock });
  const jar = new CookieJar();
  await visit(honest, jar, (session) => {
    session.set('visits', 0).set('name', 'x').set('cart', { a: 1 });
    session.flash('notice', 'first');
    if (owner !== undefined) session.signIn(owner);
  });
  const old = jar.header;
  const id = (await honest.read(old)).id!;
  time.now += 2 * day;

  const lines = new Interleaving();
  const keys = new Set([keyOf(old)]);
  const requests = script.map((action) => ({ action, found: 'session' as Found, ending: 'ok' as Ending }));
  const bodies = requests.map((request, process) => async () => {
    const sessions = new SessionManager<Shop>({ clock, store: hooked(store, kind, lines.hookOf(process)) });
    sessions.on('rejected-key', ({ reason }) => {
      request.found = reason === 'superseded' ? 'superseded' : 'nothing';
    });
    try {
      if (request.action.kind === 'revoke') await sessions.revoke(id);
      else jar.take(await visit(sessions, new CookieJar(withHeader(old!)), request.action.run));
      if (jar.header !== undefined) keys.add(keyOf(jar.header));
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      request.ending = 'interrupted';
    }
  });
  const spans = await lines.run(bodies, choose);

  const rest = recordsOf(store, time.now);
  const said = `${requests.map(({ action, found, ending }) => `${action.name}: ${found}, ${ending}`).join('; ')} (${lines.trace.join(' ')})`;
  const live = rest.filter(({ isTombstone }) => !isTombstone);
  // Some order explains it, and who ended before another began came first.
  const orders = permutations(requests.map((_, index) => index)).filter((order) =>
    order.every((a, at) => order.slice(at + 1).every((b) => spans[b]!.last >= spans[a]!.first)),
  );
  const worlds = orders.map((order) =>
    inOrder(
      order.map((index) => requests[index]!),
      owner,
    ),
  );
  const found = live.map(({ data, flash, owner: of }) => ({ data, flash, owner: of }));
  const explained = worlds.filter((world) => world !== undefined).map(sorted);
  expect(explained, `no order explains it: ${said}`).toContainEqual(sorted(found));

  // Nobody's record is left behind, and what stands under an old key says nothing.
  const holdable = await Promise.all([...keys].map(sessionIdOf));
  expect(
    live.every((record) => holdable.includes(record.id)),
    `a record without a holder: ${said}`,
  ).toBe(true);
  expect(
    rest.filter(({ isTombstone, owner: of }) => isTombstone && of !== undefined),
    `an owner on a tombstone: ${said}`,
  ).toEqual([]);

  // One browser holds one session: its last answer's, where it is there.
  const lineages = live.filter(({ id: at }) => at !== undefined).length;
  const extra = requests.some(({ action, found: at }) => action.kind === 'sign-in' || at === 'nothing');
  if (!extra) {
    expect(lineages, `two sessions: ${said}`).toBeLessThanOrEqual(1);
    expect((await honest.read(jar.header)).isNew, `the browser is locked out: ${said}`).toBe(live.length === 0);
  }
  const changed = requests.some(
    ({ action, found: at, ending }) =>
      ['regenerate', 'sign-in'].includes(action.kind) && at === 'session' && ending === 'ok',
  );
  if (changed) expect((await honest.read(old)).isNew, `the old key opens: ${said}`).toBe(true);
}

function keyOf(header: string | undefined): SessionKey {
  return header!.split('=')[1] as SessionKey;
}

function withHeader(header: string): CookieJar {
  const jar = new CookieJar();
  jar.put(header);
  return jar;
}

function recordsOf(store: MemorySessionStore, now: number) {
  const { records } = JSON.parse(store.dump()) as {
    records: [string, { payload: string; owner?: string; expiresAt: number }][];
  };
  return records
    .filter(([, { expiresAt }]) => now < expiresAt)
    .map(([id, { payload, owner }]) => {
      const {
        data = {},
        flash = {},
        successor,
      } = JSON.parse(payload) as Partial<ModelSession> & { successor?: string };
      return { id: parseSessionId(id)!, data, flash, owner, isTombstone: successor !== undefined };
    });
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** In an order that does not depend on ids or on the order of keys. */
function sorted(sessions: readonly ModelSession[]): string[] {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    );
  return sessions.map(text).toSorted();
}

/**
 * A broken edit brings back the key as its editor has it, which a third request may have changed: no order of whole
 * requests says so.
 */
function isTold(script: readonly Action[]): boolean {
  const names = script.map(({ name }) => name);
  const edits = names.filter((name) => name === 'edit' || name === 'count inside').length;
  return !(edits > 1 && names.includes('edit') && names.some((name) => name === 'clear' || name === 'empty'));
}

const owners = [undefined, 'alice'];

describe.each(kinds)('two requests at once, tellsVersion $tellsVersion', (kind) => {
  it.each(actions.map((action) => [action.name, action] as const))(
    '%s beside each other',
    async (_name, first) => {
      for (const owner of owners) {
        for (const second of actions) {
          await explore(60 * effort, (choose) => race({ actions: [first, second], owner, kind }, choose));
        }
      }
      expect.assertions(expect.getState().assertionCalls);
    },
    600_000,
  );
});

describe.each(kinds)('three requests at once, tellsVersion $tellsVersion', (kind) => {
  it.each(actions.map((action) => [action.name, action] as const))(
    '%s beside each two',
    async (_name, first) => {
      let seed = 1;
      for (const second of actions) {
        for (const third of actions) {
          if (!isTold([first, second, third])) continue;
          for (let round = 0; round < effort; round++) {
            const owner = owners[seed % 2];
            await race({ actions: [first, second, third], owner, kind }, drawn(seed++));
          }
        }
      }
      expect.assertions(expect.getState().assertionCalls);
    },
    600_000,
  );
});
