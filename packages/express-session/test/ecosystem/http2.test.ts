import {
  connect as connectTo,
  createServer,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import connect from 'connect';
import { expect, it, onTestFinished } from 'vitest';
import { ours } from './implementations.js';
import { visitOf } from './visit.js';

interface Reply {
  readonly status: number | undefined;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** Serves an application over HTTP/2. Returns what sends it requests, each with several `Cookie` headers. */
async function serveHttp2(app: (request: never, response: never) => void) {
  const server = createServer((request, response) => app(request as never, response as never));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const client = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return (path: string, cookie: readonly string[] = []) =>
    new Promise<Reply>((resolve, reject) => {
      const stream = client.request({ ':path': path, cookie: cookie as string[] });
      let text = '';
      let head: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
      stream.once('response', (headers) => (head = headers)).once('error', reject);
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      stream.once('end', () => resolve({ status: head[':status'], text, cookies: head['set-cookie'] ?? [] }));
      stream.end();
    });
}

it('HTTP/2: keeps the session, splits no cookie, holds the response, and reports what is refused', async () => {
  const { middleware, faults } = ours.mount();
  const app = connect();
  app.use(middleware as never);
  app.use('/login', (request, response) => {
    visitOf(request).regenerate(() => {
      visitOf(request).note = 'in';
      response.end();
    });
  });
  app.use('/count', (request, response) => {
    visitOf(request).visits = (visitOf(request).visits ?? 0) + 1;
    response.writeHead(200).end(`${visitOf(request).note} ${visitOf(request).visits}`);
  });
  app.use('/refused', (request) => {
    visitOf(request).regenerate(() => void (visitOf(request).seen = new Map() as never));
  });
  const get = await serveHttp2(app);
  const login = await get('/login');
  const cookie = ['a=1', login.cookies[0]!.split(';')[0]!, 'b=2'];
  expect((await get('/count', cookie)).text).toBe('in 1');
  expect((await get('/count', cookie)).text).toBe('in 2');
  expect((await get('/refused', cookie)).status).toBe(500);
  faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
  expect(await get('/count', cookie)).toMatchObject({ status: 503, cookies: [] });
});

it('HTTP/2: works in a listener without a framework, for statuses and heads of every form', async () => {
  const { middleware } = ours.mount();
  const get = await serveHttp2((request: Http2ServerRequest, response: Http2ServerResponse) => {
    middleware(request, response, () => {
      visitOf(request).note = request.url;
      const list = ['set-cookie', 'a=1', 'set-cookie', 'b=2'] as unknown as OutgoingHttpHeaders;
      if (request.url === '/list') response.writeHead(200, list).end('list');
      else if (request.url === '/object') response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end('object');
      else {
        response.statusCode = Number(request.url.slice(1));
        response.end();
      }
    });
  });
  for (const path of ['/204', '/304', '/404']) {
    expect(await get(path)).toMatchObject({ status: Number(path.slice(1)), text: '', cookies: [expect.any(String)] });
  }
  for (const path of ['/list', '/object']) {
    const { text, cookies } = await get(path);
    expect([text, cookies.map((line) => line.split('=')[0])]).toEqual([path.slice(1), ['a', 'b', 'connect.sid']]);
  }
  const [own] = (await get('/204')).cookies[0]!.split(';');
  const streams = ['/list', '/304', '/object'].map((path) => get(path, [own!]));
  for (const { cookies } of await Promise.all(streams)) expect(cookies.join()).not.toContain('connect.sid');
});
