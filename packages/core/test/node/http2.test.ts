import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { RequestSessions } from '../../src/node/index.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { unchangedSessions, FakeSessions, gate, nothing, slowSessions, turns } from './fake-sessions.js';
import { http2Cases, page } from './http2-cases.js';
import { requestHttp2, run, withoutSession } from './http2-server.js';

function sorted(log: readonly unknown[]): string[] {
  return log.map((entry) => JSON.stringify(entry)).toSorted((one, other) => one.localeCompare(other));
}

describe('http2', () => {
  const ways: Readonly<Record<string, () => RequestSessions>> = {
    read: unchangedSessions,
    'changed, with a slow store': slowSessions,
    'changed, with the real manager': () => {
      const real = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
      return {
        bind: (request, binding) => real.bind(request, binding),
        get: async (request) => (await real.get(request)).set('visits', 1),
      };
    },
  };
  describe.each(Object.keys(ways))('a session that is %s', (way) => {
    it.each(Object.keys(http2Cases))('gets the same response as without a session: %s', async (which) => {
      const { handle, method = 'GET' } = http2Cases[which]!;
      const without = await run(handle, { method });
      const within = await run(handle, { method, sessions: ways[way]!() });
      expect(within.responses.map(withoutSession)).toEqual(without.responses.map(withoutSession));
      // The order of two concurrent streams is not defined.
      expect(sorted(within.log)).toEqual(sorted(without.log));
      for (const { headers } of within.responses) {
        expect(headers.vary).toMatch(/Cookie/);
        expect((headers['set-cookie'] ?? []).filter((cookie) => cookie.startsWith('sid='))).toHaveLength(
          way === 'read' ? 0 : 1,
        );
      }
    });
  });

  const down = new StoreError('the store is down', { outcome: 'not-applied' });
  const failing = (when: 'first' | 'last'): FakeSessions =>
    new FakeSessions(async ({ headersSent }, count) => {
      await turns();
      if (when === 'first' ? !count : headersSent) throw down;
      return nothing;
    });

  it('a commit that fails sends a plain error response', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { responses } = await run(
        async ({ response, openSession }) => {
          await openSession();
          response.setHeader('content-length', page.length);
          if (method === 'HEAD') response.end();
          else response.end(page);
        },
        { sessions: failing('first'), method },
      );
      expect(
        responses.map(({ headers, body, code }) => [
          headers[':status'],
          headers['retry-after'],
          headers['set-cookie'],
          body,
          code,
        ]),
      ).toEqual(
        Array.from({ length: 2 }, () => [503, '5', undefined, method === 'HEAD' ? '' : 'Service Unavailable\n', 0]),
      );
    }
  });

  it('a last commit that fails aborts the stream', async () => {
    const { responses } = await run(
      async ({ response, openSession }) => {
        await openSession();
        response.write('one');
        await turns(20);
        response.end('two');
      },
      { sessions: failing('last') },
    );
    const internalError = 2;
    expect(responses.map(({ headers, body, code }) => [headers[':status'], body, code])).toEqual(
      Array.from({ length: 2 }, () => [200, 'one', internalError]),
    );
  });

  it('a client that leaves during the commit does not keep the session from being stored', async () => {
    const store = gate();
    let stored = 0;
    const sessions = new FakeSessions(async () => {
      await store.passed;
      stored++;
      return nothing;
    });
    await run(async ({ response, openSession }) => (await openSession(), response.write('one'), response.end('two')), {
      sessions,
      async use(client) {
        const stream = client.request({ ':path': '/' });
        stream.on('error', () => undefined);
        while (!sessions.calls.length) await turns(1);
        stream.close(8);
        await once(stream, 'close');
        await turns();
        store.open();
        await turns(20);
        // The connection and the server still work.
        expect((await requestHttp2(client, 'GET', '/')).body).toBe('onetwo');
      },
    });
    expect(stored).toBeGreaterThan(1);
  });
});
