import {
  connect as connectTo,
  createServer,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
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
async function serveHttp2(app: connect.Server) {
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
