import { fileURLToPath } from 'node:url';
import express5, { type Request, type Response } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { headerOf } from './compare.js';
import { unchangedSessions, slowSessions } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

const name = 'sent-files.test.ts';
const file = fileURLToPath(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const notModified = { 'If-Modified-Since': new Date(Date.now() + 60_000).toUTCString() };

interface Options {
  readonly maxAge?: string;
  readonly immutable?: boolean;
}
type Send = (express: typeof express5, options: Options) => (request: Request, response: Response) => void;

const ways: Record<string, Send> = {
  sendFile: (_express, options) => (_request, response) => response.sendFile(file, options),
  'express.static': (express, options) => {
    const serve = express.static(folder, options);
    return (request, response) => {
      serve(request, response, () => response.sendStatus(404));
    };
  },
};

describe.each(Object.entries(ways))('a file sent by %s', (_way, send) => {
  it.each([
    { version: 4, express: express4 },
    { version: 5, express: express5 },
  ])('is private only if the handler has opened the session, on Express $version', async ({ express }) => {
    for (const [options, age] of [
      [{}, 'max-age=0'],
      [{ maxAge: '1h' }, 'max-age=3600'],
      [{ maxAge: '1y', immutable: true }, 'max-age=31536000, immutable'],
    ] as const) {
      for (const [sessions, cookies] of [
        [unchangedSessions(), 0],
        [slowSessions(), 1],
      ] as const) {
        const sendIt = send(express, options);
        const app = express();
        app.use(sessionMiddleware(sessions));
        app.use('/opened', (request, response, next) => {
          sessions.get(request).then(() => sendIt(request, response), next);
        });
        app.use('/untouched', (request, response) => sendIt(request, response));
        const responses = await serving(app, (port) =>
          exchange(port, [
            { path: `/opened/${name}` },
            { path: `/opened/${name}`, headers: notModified },
            { path: `/untouched/${name}` },
          ]),
        );
        expect(
          responses.map((response) => [
            headerOf(response, 'cache-control'),
            headerOf(response, 'vary'),
            response.headers.filter(([header]) => header === 'Set-Cookie').length,
          ]),
        ).toEqual([
          [`private, ${age}`, 'Cookie', cookies],
          [`private, ${age}`, 'Cookie', cookies],
          [`public, ${age}`, undefined, 0],
        ]);
      }
    }
  });
});

describe('a header for shared caches only', () => {
  it('is removed from a response with a cookie, whichever vendor uses it', async () => {
    const sessions = slowSessions();
    const app = express5();
    app.use(sessionMiddleware(sessions));
    app.get('/', async (request, response) => {
      await sessions.get(request);
      response.set('Akamai-Cache-Control', 'max-age=600');
      response.writeHead(200, { 'X-Vendor-Cache-Control': 'max-age=600', 'Edge-Control': 'max-age=600' }).end('ok');
    });
    const [response] = await serving(app, (port) => exchange(port, [{}]));
    const left = response!.headers.map(([header]) => header.toLowerCase()).filter((header) => /control/.test(header));
    expect(left).toEqual(['cache-control']);
  });
});
