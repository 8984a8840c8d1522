import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { describe, expect, it } from 'vitest';
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
});
