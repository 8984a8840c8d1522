import { type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express, { type Request, type Response } from 'express';
import express4 from 'express4';
import { describe, expect, it, vi } from 'vitest';
import { Barrier } from './barrier.js';
import { describeEach } from './implementations.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The cookie of the session. */
  readonly cookie: string;
}

type Page = (request: Request, response: Response) => unknown;

const manyCookies = Array.from({ length: 100 }, (_, at) => `c${at}=${'v'.repeat(100)}`);

/** Writes a head in Node's form of a flat list, which the types of Express do not have. */
function writeList(response: Response, list: readonly string[]): Response {
  return response.writeHead(200, list as unknown as string[]);
}

/** How handlers respond right after a change, and what must arrive besides the session's cookie. */
const pages: Record<string, [page: Page, expected: Partial<Reply>, cookies?: readonly string[]]> = {
  'a redirect': [(_, response) => response.redirect('/data'), { status: 302 }],
  'a status': [(_, response) => response.sendStatus(204), { status: 204, body: '' }],
  'a 304': [(_, response) => response.status(304).end(), { status: 304, body: '' }],
  'a flat list of headers': [
    (_, response) => writeList(response, ['Set-Cookie', 'a=1', 'X-A', 'b', 'Set-Cookie', 'b=2']).end('ok'),
    { status: 200, body: 'ok', headers: { 'x-a': 'b' } },
    ['a=1', 'b=2'],
  ],
  'a flat list beside a cookie that was set': [
    (_, response) => writeList(response.append('Set-Cookie', 'a=1'), ['X-A', 'b']).end('ok'),
    { status: 200, body: 'ok', headers: { 'x-a': 'b' } },
    ['a=1'],
  ],
  'a hundred cookies': [
    (_, response) => response.append('Set-Cookie', manyCookies).send('ok'),
    { status: 200, body: 'ok' },
    manyCookies,
  ],
  flushHeaders: [
    async (_, response) => {
      response.flushHeaders();
      await nextTurn();
      response.end('ok');
    },
    { status: 200, body: 'ok' },
  ],
  'a stream': [
    async (_, response) => {
      response.write('a');
      await nextTurn();
      response.end('b');
    },
    { status: 200, body: 'ab' },
  ],
  'two ends': [(_, response) => response.end('a') && response.end('b'), { status: 200, body: 'a' }],
  'an error that is not the fault of the server': [
    (_, response) => response.status(404).json('none'),
    { status: 404, body: '"none"' },
  ],
};

async function reply(origin: string, path: string, { cookie = '', method = 'GET' } = {}): Promise<Reply> {
  const options = { method, headers: cookie ? { cookie } : {}, agent: false, maxHeaderSize: 65_536 };
  const [response] = (await once(send(origin + path, options).end(), 'response')) as [IncomingMessage];
  const { statusCode: status, headers } = response;
  const own = headers['set-cookie']?.find((line) => line.startsWith('connect.sid='));
  return { status, headers, body: await text(response), cookie: own?.split(';')[0] ?? cookie };
}

describeEach('a response right after a change', (implementation) => {
  async function open(page: Page, create = express) {
    const mounted = implementation.mount();
    const app = create();
    // With a header that was set before, Node 20 keeps only the last cookie of a flat list, without a session, too.
    app.disable('x-powered-by');
    app.use(mounted.middleware);
    app.get('/begin', (request, response) => {
      visitOf(request).cart = ['tea'];
      response.end();
    });
    app.get('/data', (request, response) => response.json([visitOf(request).cart, visitOf(request).note]));
    app.all('/page', (request, response) => {
      visitOf(request).note = 'changed';
      return page(request, response);
    });
    app.get('/plain/:note', (request, response) => {
      visitOf(request).seen = [...(visitOf(request).seen ?? []), request.params.note];
      response.send(request.params.note);
    });
    return { origin: await serve(app), ...mounted };
  }

  describe.each(Object.entries({ 'Express 4': express4, 'Express 5': express }))('on %s', (_host, create) => {
    it.each(Object.entries(pages))(
      'is stored, and arrives as it was sent: %s',
      async (_name, [page, wanted, cookies]) => {
        const { origin } = await open(page, create);
        const begun = await reply(origin, '/begin');
        const { headers = {}, ...expected } = wanted;
        for (const cookie of ['', begun.cookie]) {
          const got = await reply(origin, '/page', { cookie });
          expect(got).toMatchObject({ ...expected, headers });
          const others = got.headers['set-cookie']?.filter((line) => !line.startsWith('connect.sid='));
          expect(others ?? []).toEqual(cookies ?? []);
          expect((await reply(origin, '/data', got)).body).toBe(cookie ? '[["tea"],"changed"]' : '[null,"changed"]');
        }
        const head = await reply(origin, '/page', { method: 'HEAD', cookie: begun.cookie });
        expect(head).toMatchObject({ status: expected.status, body: '' });
      },
    );
  });

  it('is stored although the client leaves while it is stored', async () => {
    const { origin, faults } = await open((_, response) => response.end('ok'));
    const { cookie } = await reply(origin, '/begin');
    const storing = new Barrier();
    faults.before = (call) => (call === 'write' ? storing.pass() : Promise.resolve());
    const request = send(`${origin}/page`, { headers: { cookie }, agent: false }).end();
    const left = once(request, 'error');
    await storing.reached;
    request.destroy();
    await left;
    storing.open();
    await vi.waitFor(async () => expect((await reply(origin, '/data', { cookie })).body).toBe('[["tea"],"changed"]'));
  });

  it('comes in the order of the requests on one connection', async () => {
    const { origin } = await open((_, response) => response.end());
    const { cookie } = await reply(origin, '/begin');
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const requests = ['R1', 'R2', 'R3'].map(
      (note) => `GET /plain/${note} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n`,
    );
    socket.write(`${requests.join('\r\n')}Connection: close\r\n\r\n`);
    expect((await text(socket)).match(/R\d/g)).toEqual(['R1', 'R2', 'R3']);
  });
});
