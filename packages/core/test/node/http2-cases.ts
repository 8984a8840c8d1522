import type { OutgoingHttpHeaders } from 'node:http2';
import { Readable } from 'node:stream';
import { turns } from './fake-sessions.js';
import type { Handle } from './http2-server.js';
import { codeOf } from './handler-context.js';

export const page = 'All the cloth in the shop. '.repeat(500);

/** Ways in which applications send a response over http2. */
export const http2Cases: Readonly<Record<string, { readonly handle: Handle; readonly method?: string }>> = {
  'end with all the text': { handle: async ({ response, openSession }) => (await openSession(), response.end(page)) },
  'end with nothing': { handle: async ({ response, openSession }) => (await openSession(), response.end()) },
  'writeHead with an object': {
    async handle({ response, openSession, note }) {
      response.setHeader('x-before', '1');
      await openSession();
      note(
        response.writeHead(201, { 'content-type': 'text/plain', 'Set-Cookie': 'theme=dark', Vary: 'Accept' }) ===
          response,
      );
      note(response.headersSent, response.statusCode);
      response.end('hello');
      note(response.writableEnded);
    },
  },
  'writeHead with a flat list': {
    async handle({ response, openSession }) {
      await openSession();
      const list = ['set-cookie', 'theme=dark', 'x-one', '1'];
      // Node accepts lists, but its types do not.
      response.writeHead(200, list as unknown as OutgoingHttpHeaders).end('hello');
    },
  },
  'headers after writeHead': {
    async handle({ response, openSession, note }) {
      await openSession();
      response.write('one');
      for (const change of [
        () => response.setHeader('x-late', '1'),
        () => response.removeHeader('x-late'),
        () => response.appendHeader('x-late', '1'),
        () => response.writeHead(404),
      ]) {
        try {
          change();
        } catch (error) {
          note(codeOf(error));
        }
      }
      response.end('two');
    },
  },
  'writes with callbacks, and trailers': {
    async handle({ response, openSession, note }) {
      await openSession();
      response.write('one', () => note('one'));
      response.write('dHdv', 'base64', () => note('two'));
      response.addTrailers({ 'x-sum': '42' });
      response.end(Buffer.from('three'), () => note('end'));
    },
  },
  'early hints and flushed headers': {
    async handle({ response, openSession }) {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      await openSession();
      (response as unknown as { flushHeaders(): void }).flushHeaders(); // Node has it, but its types do not.
      await turns();
      response.end('hello');
    },
  },
  HEAD: {
    method: 'HEAD',
    handle: async ({ response, openSession }) => (
      await openSession(),
      response.writeHead(200, { 'content-length': 5 }).end()
    ),
  },
  '204': { handle: async ({ response, openSession }) => (await openSession(), response.writeHead(204).end()) },
  '304': {
    handle: async ({ response, openSession }) => (await openSession(), response.writeHead(304, { etag: '"1"' }).end()),
  },
  'a large stream': {
    async handle({ response, openSession }) {
      await openSession();
      Readable.from(Array.from({ length: 100 }, () => page)).pipe(response);
    },
  },
  'functions that were read before the session was opened': {
    async handle({ request, response, openSession }) {
      const late = async <T>(value: T): Promise<T> => (await openSession(), value);
      if (request.url === '/1') response.end(await late(page));
      else response.write(await late(page));
      response.end('more');
    },
  },
  'calls that Node refuses': {
    async handle({ response, openSession, note }) {
      await openSession();
      response.write('one');
      for (const call of [
        () => response.write(null as never),
        () => response.write(42 as never),
        () => response.end({} as never),
      ]) {
        try {
          call();
          note('nothing thrown');
        } catch (error) {
          note(codeOf(error));
        }
      }
      response.end('two');
    },
  },
};
