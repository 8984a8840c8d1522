import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/index.js';
import { gate } from '../node/fake-sessions.js';
import { type VisitorFixture, visitorFixture } from './visitor-fixture.js';

/** A Node server that calls a fetch handler, as frameworks do. */
function fetchServer(fixture: VisitorFixture, next: (request: Request) => Response | Promise<Response>) {
  return createServer((incoming, outgoing) => {
    const request = new Request(`http://${incoming.headers.host}/`, {
      headers: { cookie: incoming.headers.cookie ?? '' },
    });
    const respond = async (): Promise<void> => {
      const response = await handleSession(fixture.sessions, request, () => next(request));
      outgoing.writeHead(response.status, [...response.headers].flat());
      Readable.fromWeb(response.body as NodeStream).pipe(outgoing);
    };
    respond().catch((error: Error) => outgoing.destroy(error));
  });
}

describe('under fetch, a late change', () => {
  async function served(
    fixture: VisitorFixture,
    next: (request: Request) => Promise<Response>,
    cookie?: string,
  ): Promise<string> {
    const server = fetchServer(fixture, next);
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

  it('is stored while the body streams', async () => {
    const fixture = await visitorFixture();
    const text = await served(
      fixture,
      async (request) => {
        const session = await fixture.sessions.get(request);
        const parts = ['one', 'two'];
        return new Response(
          new ReadableStream(
            {
              async pull(controller) {
                const part = parts.shift();
                if (part === undefined) return controller.close();
                const saved = fixture.nextEvent('saved');
                session.set('name', part);
                await saved;
                controller.enqueue(new TextEncoder().encode(JSON.stringify(await fixture.data())));
              },
            },
            { highWaterMark: 0 },
          ),
        );
      },
      fixture.cookie,
    );
    expect(text).toBe('{"visits":1,"name":"one"}{"visits":1,"name":"two"}');
  });

  it('is stored after the response, and throws for a visitor without a session', async () => {
    const fixture = await visitorFixture();
    const received = gate();
    const later: Promise<unknown>[] = [];
    const next = (request: Request): Promise<Response> => {
      const work = async (): Promise<void> => {
        await received.passed;
        const session = await fixture.sessions.get(request);
        session.set('name', 'Ann');
      };
      later.push(work());
      return Promise.resolve(new Response('ok'));
    };
    const saved = fixture.nextEvent('saved');
    await served(fixture, next, fixture.cookie);
    await served(fixture, next);
    received.open();
    await saved;
    expect(
      (await Promise.allSettled(later)).map((each) =>
        each.status === 'rejected' ? (each.reason as unknown) : 'stored',
      ),
    ).toEqual(['stored', expect.objectContaining({ code: 'WRONG_TIME' })]);
    expect(await fixture.data()).toEqual({ visits: 1, name: 'Ann' });
  });
});
