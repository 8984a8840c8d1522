import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StoreError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { handleSession } from './handle-session.js';

let warned: string[];

beforeEach(() => {
  warned = [];
  vi.spyOn(process, 'emitWarning').mockImplementation(((_warning: unknown, options?: { code: string }) => {
    // An error that is reported has no options.
    if (options) warned.push(options.code);
  }) as typeof process.emitWarning);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const setUp = (store = new MemorySessionStore()) => {
  const sessions = new SessionManager<{ visits: number }>({ store });
  const handle = (response: unknown) => {
    const request = new Request('https://shop.example/');
    return handleSession(sessions, request, async () => {
      (await sessions.get(request)).set('visits', 1);
      return response as Response;
    });
  };
  return { handle };
};

const empty = (): Response => new Response(null, { status: 303, headers: { location: '/next' } });

it('a response that was replaced is unchanged, and warns once when it is read', async () => {
  const { handle } = setUp();
  for (const response of [empty(), empty()]) {
    const sent = await handle(response);
    expect(sent).not.toBe(response);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/next']);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(warned).toEqual(['SESS_RESPONSE_REPLACED']);
});

it('the response that is returned never warns, whether it is a copy or the original', async () => {
  const { handle } = setUp();
  const text = new Response('text', { headers: { 'content-type': 'text/plain' } });
  for (const response of [empty(), text]) expect((await handle(response)).headers.getSetCookie()).toHaveLength(1);
  expect(text.headers.getSetCookie()).toHaveLength(1);
  expect(warned).toEqual([]);
});

it('a constant response may be read later and by the next request', async () => {
  const { handle } = setUp();
  const constant = empty();
  await handle(constant);
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  expect(constant.status).toBe(303);
  await Promise.all([handle(constant), handle(constant)]);
  expect(constant.status).toBe(303);
  expect(warned).toEqual([]);
});

it('a constant response may be returned by the next request at once', async () => {
  const { handle } = setUp();
  const constant = empty();
  await handle(constant);
  expect((await handle(constant)).status).toBe(303);
  expect(constant.status).toBe(303);
  expect(warned).toEqual([]);
});

it('a frozen constant response is replaced like any other', async () => {
  const { handle } = setUp();
  const constant = Object.freeze(empty());
  for (const response of [constant, constant]) {
    expect((await handle(response)).headers.getSetCookie()).toHaveLength(1);
    expect(constant.headers.getSetCookie()).toEqual([]);
  }
});

it('the body of a response cannot be read when the commit failed', async () => {
  const store = new MemorySessionStore();
  store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  const { handle } = setUp(store);
  const claim = new Response('stored', { headers: { 'content-type': 'text/plain' } });
  expect((await handle(claim)).status).toBe(503);
  expect(() => claim.body!.getReader()).toThrow(TypeError);
});

it.each(['Visit 1', 1, { visits: 1 }, ''])(
  'throws INVALID_ARGUMENT when next returns %j, which a framework would turn into a response later',
  async (value) => {
    const { handle } = setUp();
    await expect(handle(value)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/next returned .* not a Response/),
    });
  },
);
