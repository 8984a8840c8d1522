import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/index.js';
import { gate } from '../node/fake-sessions.js';
import { type Bench, known } from './visitor-fixture.js';

/** A server of fetch handlers on Node, as frameworks have one. */
function fetchServer(bench: Bench, next: (request: Request) => Response | Promise<Response>) {
  return createServer((incoming, outgoing) => {
    const request = new Request(`http://${incoming.headers.host}/`, {
      headers: { cookie: incoming.headers.cookie ?? '' },
    });
    const answer = async (): Promise<void> => {
      const response = await handleSession(bench.sessions, request, () => next(request));
      outgoing.writeHead(response.status, [...response.headers].flat());
      Readable.fromWeb(response.body as NodeStream).pipe(outgoing);
    };
    answer().catch((error: Error) => outgoing.destroy(error));
  });
}

describe('under fetch', () => {
  async function served(bench: Bench, next: (request: Request) => Promise<Response>, cookie?: string): Promise<string> {
    const server = fetchServer(bench, next);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: cookie ? { cookie } : {} });
      return await response.text();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('a body that changes its session while it streams', async () => {
    const bench = await known();
    const text = await served(
      bench,
      async (request) => {
        const session = await bench.sessions.get(request);
        const parts = ['one', 'two'];
        return new Response(
          new ReadableStream(
            {
              async pull(controller) {
                const part = parts.shift();
                if (part === undefined) return controller.close();
                const saved = bench.hears('saved');
                session.set('name', part);
                await saved;
                controller.enqueue(new TextEncoder().encode(JSON.stringify(await bench.data())));
              },
            },
            { highWaterMark: 0 },
          ),
        );
      },
      bench.cookie,
    );
    expect(text).toBe('{"visits":1,"name":"one"}{"visits":1,"name":"two"}');
  });

  it('work that goes on after the response, with a session that it asks for only then', async () => {
    const bench = await known();
    const received = gate();
    const later: Promise<unknown>[] = [];
    const next = (request: Request): Promise<Response> => {
      const work = async (): Promise<void> => {
        await received.passed;
        const session = await bench.sessions.get(request);
        session.set('name', 'Ann');
      };
      later.push(work());
      return Promise.resolve(new Response('ok'));
    };
    const saved = bench.hears('saved');
    await served(bench, next, bench.cookie);
    await served(bench, next);
    received.open();
    await saved;
    expect(
      (await Promise.allSettled(later)).map((each) =>
        each.status === 'rejected' ? (each.reason as unknown) : 'stored',
      ),
    ).toEqual(['stored', expect.objectContaining({ code: 'WRONG_TIME' })]);
    expect(await bench.data()).toEqual({ visits: 1, name: 'Ann' });
  });
});
