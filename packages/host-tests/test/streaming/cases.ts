import { addMilk, count, down, each, keepCart, load, revoke, save, signIn } from './steps.js';
import type { Plan } from './streaming-scene.js';
import type { Outcome, Visitor } from './visit.js';

/** What a handler does, and what becomes of it. The tables of docs/frameworks.md show `title` and `result`. */
export interface Case extends Plan, Visitor {
  readonly title: string;
  readonly result: string;
  /** What differs from a response with the status 200, a complete body, and nothing that is new, thrown or reported. */
  readonly outcome: Partial<Outcome>;
  /** What is different under fetch. */
  readonly fetch?: { readonly result: string; readonly outcome: Partial<Outcome> };
}

const before = { owner: 'alice', visits: 1, cart: { articles: ['tea'] } };
const visits = (number: number) => ({ ...before, visits: number });
const withMilk = { ...before, cart: { articles: ['tea', 'milk'] } };

const wrongTime = { thrown: ['WRONG_TIME'] };
const unsaved = { events: ['unsaved failed STORE'] };
const hasSession = true;

/** What the handler does before the response begins. */
export const casesBefore: readonly Case[] = [
  {
    title: 'a guest changes something',
    result: 'stored, and the cookie is set',
    before: count,
    outcome: { setsCookie: true, stored: { visits: 1 } },
  },
  {
    title: '`signIn`',
    result: 'stored, and the new cookie is set',
    hasSession,
    before: signIn,
    outcome: { setsCookie: true, stored: { owner: 'bob' } },
  },
  {
    title: 'a change, while the store is down',
    result: 'responds with 503, and sends `unsaved`',
    hasSession,
    before: each(count, down),
    outcome: { status: 503, body: 'broken', ...unsaved },
  },
  {
    title: 'a change, but the session was revoked meanwhile',
    result: 'responds with 401 (409 for a guest), and sends `interrupted`',
    hasSession,
    before: each(count, revoke),
    outcome: { status: 401, body: 'broken', stored: undefined, events: ['interrupted'] },
  },
];

/** What the handler does while the body is sent. */
export const casesWhileStreaming: readonly Case[] = [
  {
    title: 'a change of a stored session',
    result: 'stored',
    hasSession,
    before: load,
    during: count,
    outcome: { stored: visits(2) },
  },
  {
    title: 'the same, if nothing has asked for the session before',
    result: 'stored',
    hasSession,
    during: count,
    outcome: { stored: visits(2) },
  },
  {
    title: 'a change and `await session.save()`',
    result: 'stored when `save` returns',
    hasSession,
    before: load,
    during: each(count, save, down),
    outcome: { stored: visits(2) },
  },
  {
    title: 'the first change of a guest',
    result: 'throws `WRONG_TIME`',
    before: load,
    during: count,
    outcome: wrongTime,
  },
  {
    title: 'the same, if nothing has asked for the session before',
    result: 'throws `WRONG_TIME`',
    during: count,
    outcome: wrongTime,
  },
  { title: '`signIn` of a guest', result: 'throws `WRONG_TIME`', before: load, during: signIn, outcome: wrongTime },
  {
    title: '`signIn` in a stored session',
    result: 'throws `WRONG_TIME`',
    hasSession,
    before: load,
    during: signIn,
    outcome: wrongTime,
  },
  {
    title: '`regenerate`',
    result: 'throws `WRONG_TIME`',
    hasSession,
    before: load,
    during: async (scene) => (await scene.session()).regenerate(),
    outcome: wrongTime,
  },
  {
    title: '`destroy`',
    result: 'ends the session. The browser keeps a cookie that is not valid',
    hasSession,
    before: load,
    during: async (scene) => (await scene.session()).destroy(),
    outcome: { stored: undefined },
  },
  {
    title: 'a change after `destroy`',
    result: 'throws `WRONG_TIME`',
    hasSession,
    before: load,
    during: each(async (scene) => (await scene.session()).destroy(), count),
    outcome: { stored: undefined, ...wrongTime },
  },
  {
    title: 'a change, while the store is down',
    result: 'sends `unsaved`, and the body is broken off',
    hasSession,
    before: load,
    during: each(down, count),
    outcome: { body: 'broken', ...unsaved },
    fetch: { result: 'sends `unsaved`', outcome: unsaved },
  },
  {
    title: 'a change and `await session.save()`, while the store is down',
    result: '`save` throws `STORE`, and sends `unsaved`',
    hasSession,
    before: load,
    during: each(down, count, save),
    outcome: { thrown: ['STORE'], ...unsaved },
  },
  {
    title: 'the first `sessions.get`, while the store is down',
    result: 'throws `STORE`',
    hasSession,
    during: each(down, count),
    outcome: { thrown: ['STORE'] },
  },
  {
    title: '`destroy`, while the store is down',
    result: 'throws `STORE`',
    hasSession,
    before: load,
    during: each(down, async (scene) => (await scene.session()).destroy()),
    outcome: { thrown: ['STORE'] },
  },
  {
    title: 'a change, but the session was revoked meanwhile',
    result: 'sends `interrupted`, and the body is broken off',
    hasSession,
    before: load,
    during: each(revoke, count),
    outcome: { body: 'broken', stored: undefined, events: ['interrupted'] },
    fetch: { result: 'sends `interrupted`', outcome: { stored: undefined, events: ['interrupted'] } },
  },
  {
    title: 'a change and `await session.save()`, but the session was revoked meanwhile',
    result: '`save` throws `INTERRUPTED`, and sends `interrupted`',
    hasSession,
    before: load,
    during: each(revoke, count, save),
    outcome: { stored: undefined, thrown: ['INTERRUPTED'], events: ['interrupted'] },
  },
  {
    title: 'a change after the client has left',
    result: 'stored',
    hasSession,
    leaves: true,
    before: load,
    during: count,
    outcome: { body: 'left', stored: visits(2) },
  },
  {
    title: '`signIn` after the client has left',
    result: 'throws `WRONG_TIME`',
    hasSession,
    leaves: true,
    before: load,
    during: signIn,
    outcome: { body: 'left', ...wrongTime },
  },
  {
    title: 'a change after the client has left, while the store is down',
    result: 'sends `unsaved`',
    hasSession,
    leaves: true,
    before: load,
    during: each(down, count),
    outcome: { body: 'left', ...unsaved },
  },
  {
    title: 'a change inside a value that is read there',
    result: 'stored',
    hasSession,
    before: load,
    during: async (scene) => addMilk((await scene.session()).get('cart')),
    outcome: { stored: withMilk },
  },
  {
    title: 'a change inside a value that was read before, and another call on the session',
    result: 'stored',
    hasSession,
    before: keepCart,
    during: each(
      (scene) => addMilk(scene.kept),
      async (scene) => (await scene.session()).has('visits'),
    ),
    outcome: { stored: withMilk },
  },
  {
    title: 'a change inside a value that was read before, and no other call',
    result: 'stored',
    hasSession,
    before: keepCart,
    during: (scene) => addMilk(scene.kept),
    outcome: { stored: withMilk },
    fetch: { result: '**not noticed**: call `save`', outcome: {} },
  },
  {
    title: 'the same, and `await session.save()`',
    result: 'stored',
    hasSession,
    before: keepCart,
    during: each((scene) => addMilk(scene.kept), save),
    outcome: { stored: withMilk },
  },
];

/** Returns the whole outcome that a case should have. */
export function expectedOutcome({ hasSession: had, outcome, fetch }: Case, way: 'Node' | 'fetch'): Outcome {
  return {
    status: 200,
    setsCookie: false,
    body: 'complete',
    thrown: [],
    events: [],
    stored: had ? before : undefined,
    ...((way === 'fetch' && fetch?.outcome) || outcome),
  };
}
