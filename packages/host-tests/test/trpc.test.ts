import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it, vi } from 'vitest';
import type { Sessions } from './mount/sessions.js';
import { type router, serve } from './mount/trpc.js';

function shop() {
  const store = new MemorySessionStore();
  const sessions: Sessions = new SessionManager({ store });
  const responses: Response[] = [];
  const calls: string[] = [];
  for (const verb of ['create', 'update'] as const) {
    const call = store[verb].bind(store) as (...args: unknown[]) => Promise<never>;
    store[verb] = (...args: unknown[]) => {
      calls.push(verb);
      return call(...args);
    };
  }
  const send = (cookie = '') =>
    createTRPCClient<typeof router>({
      links: [
        httpBatchLink({
          url: 'https://shop.example/trpc',
          async fetch(url, init) {
            const request = new Request(url as string, { ...(init as RequestInit), signal: null });
            request.headers.set('cookie', cookie);
            const response = await serve(sessions, request);
            responses.push(response);
            return response;
          },
        }),
      ],
    });
  return { store, sessions, responses, calls, send };
}

describe('tRPC 11', () => {
  it('commits a batch of calls once', async () => {
    const { send, responses, calls } = shop();
    const client = send();
    expect(await Promise.all([client.visits.mutate(), client.visits.mutate()])).toEqual([1, 2]);
    expect([responses.length, calls]).toEqual([1, ['create']]);
    const cookie = responses[0]!.headers.getSetCookie()[0]!.split(';')[0]!;
    expect(await send(cookie).visits.mutate()).toBe(3);
  });

  it('responds with 503 if the commit fails', async () => {
    const { send, store, responses } = shop();
    store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(send().visits.mutate()).rejects.toThrow(/Unable to transform/);
    expect(responses[0]!.status).toBe(503);
  });

  it('a stream of results stores changes, and a sign-in there throws, because its headers are sent', async () => {
    const { sessions } = shop();
    const { key, id } = await sessions.create({ data: { visits: 1 } });
    const responses: Response[] = [];
    const t = initTRPC.context<{ req: Request }>().create();
    const late = t.procedure.use(async ({ next }) => {
      await vi.waitUntil(() => responses.length > 0);
      return next();
    });
    const streaming = t.router({
      count: late.mutation(async ({ ctx }) => {
        (await sessions.get(ctx)).update('visits', 0, (visits) => visits + 1);
      }),
      signIn: late.mutation(async ({ ctx }) => {
        (await sessions.get(ctx)).signIn('alice');
      }),
    });
    const link = httpBatchStreamLink({
      url: 'https://shop.example/trpc',
      async fetch(url, init) {
        const req = new Request(url as string, { ...(init as RequestInit), signal: null });
        req.headers.set('cookie', `__Host-sid=${key}`);
        const options = { endpoint: '/trpc', req, router: streaming, createContext: () => ({ req }) };
        responses.push(await handleSession(sessions, req, () => fetchRequestHandler(options)));
        return responses[0]!;
      },
    });
    const client = createTRPCClient<typeof streaming>({ links: [link] });
    const [count, signIn] = await Promise.allSettled([client.count.mutate(), client.signIn.mutate()]);
    expect(count.status).toBe('fulfilled');
    expect(signIn).toMatchObject({ reason: { message: expect.stringMatching(/^signIn needs to set a cookie/) } });
    expect(responses[0]!.headers.getSetCookie()).toEqual([]);
    await vi.waitUntil(async () => (await sessions.inspect(id))?.decoded().visits === 2);
    expect((await sessions.inspect(id))?.owner).toBeUndefined();
  });
});
