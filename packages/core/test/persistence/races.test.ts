import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runs, seed as firstSeed } from '../../../../test/runs.js';
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

beforeEach(() => {
  // No request waits before it tries again, so that only the interleaving decides the order.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

interface Scenario {
  readonly actions: readonly Action[];
  readonly owner: string | undefined;
  readonly kind: Kind;
}

async function race({ actions: script, owner, kind }: Scenario, choose: Choice): Promise<void> {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const observer = new SessionManager<Shop>({ store, clock });
  const jar = new CookieJar();
  await visit(observer, jar, (session) => {
    session.set('visits', 0).set('name', 'x').set('cart', { a: 1 });
    session.flash('notice', 'first');
    if (owner !== undefined) session.signIn(owner);
  });
  const old = jar.header;
  const id = (await observer.read(old)).id!;
  time.now += 2 * day;

  const interleaving = new Interleaving();
  const keys = new Set([keyOf(old)]);
  const requests = script.map((action) => ({ action, found: 'session' as Found, ending: 'ok' as Ending }));
  const bodies = requests.map((request, process) => async () => {
    const sessions = new SessionManager<Shop>({ clock, store: hooked(store, kind, interleaving.hookOf(process)) });
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
  const spans = await interleaving.run(bodies, choose);

  const rest = recordsOf(store, time.now);
  const description = `${requests.map(({ action, found, ending }) => `${action.name}: ${found}, ${ending}`).join('; ')} (${interleaving.trace.join(' ')})`;
  const live = rest.filter(({ isTombstone }) => !isTombstone);
  // Some order of whole requests explains the result. A request that ended before another began comes first in it.
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
  expect(explained, `no order explains it: ${description}`).toContainEqual(sorted(found));

  // Each record has a key that a browser holds, and a tombstone has no owner.
  const reachable = await Promise.all([...keys].map(sessionIdOf));
  expect(
    live.every((record) => reachable.includes(record.id)),
    `a record whose key no browser has: ${description}`,
  ).toBe(true);
  expect(
    rest.filter(({ isTombstone, owner: of }) => isTombstone && of !== undefined),
    `an owner on a tombstone: ${description}`,
  ).toEqual([]);

  // The browser has at most one session, that of its last response.
  const lineages = live.filter(({ id: at }) => at !== undefined).length;
  const extra = requests.some(({ action, found: at }) => action.kind === 'sign-in' || at === 'nothing');
  if (!extra) {
    expect(lineages, `two sessions: ${description}`).toBeLessThanOrEqual(1);
    expect((await observer.read(jar.header)).isNew, `the browser is locked out: ${description}`).toBe(
      live.length === 0,
    );
  }
  const changed = requests.some(
    ({ action, found: at, ending }) =>
      ['regenerate', 'sign-in'].includes(action.kind) && at === 'session' && ending === 'ok',
  );
  if (changed) expect((await observer.read(old)).isNew, `the old key is valid: ${description}`).toBe(true);
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

/** As texts, in an order that does not depend on ids or on the order of data keys. */
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
 * Whether the model covers these requests. An edit of a deleted data key stores the whole value again as its request
 * has it. If a third request has changed that value, no order of whole requests explains the result.
 */
function isModelled(script: readonly Action[]): boolean {
  const names = script.map(({ name }) => name);
  const edits = names.filter((name) => name === 'edit' || name === 'count inside').length;
  return !(edits > 1 && names.includes('edit') && names.some((name) => name === 'clear' || name === 'empty'));
}

const owners = [undefined, 'alice'];

describe.each(kinds)('two requests at once, returnsVersion $returnsVersion', (kind) => {
  it.each(actions.map((action) => [action.name, action] as const))(
    '%s and each other action leave what some order of the two would leave',
    async (_name, first) => {
      for (const owner of owners) {
        for (const second of actions) {
          await explore(runs(60), (choose) => race({ actions: [first, second], owner, kind }, choose));
        }
      }
      expect.assertions(expect.getState().assertionCalls);
    },
    600_000,
  );
});

describe.each(kinds)('three requests at once, returnsVersion $returnsVersion', (kind) => {
  it.each(actions.map((action) => [action.name, action] as const))(
    '%s and each two other actions leave what some order of the three would leave',
    async (_name, first) => {
      let seed = firstSeed;
      for (const second of actions) {
        for (const third of actions) {
          if (!isModelled([first, second, third])) continue;
          for (let round = 0; round < runs(1); round++) {
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
