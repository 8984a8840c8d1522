import type { OutgoingHttpHeaders } from 'node:http2';
import { Readable } from 'node:stream';
import { turns } from './fake-sessions.js';
import type { Handle } from './http2-server.js';
import { codeOf } from './scene.js';

export const page = 'All the cloth in the shop. '.repeat(500);

/** What applications do with a response of http2. */
export const http2Cases: Readonly<Record<string, { readonly handle: Handle; readonly method?: string }>> = {
  'end with all the text': { handle: async ({ response, touch }) => (await touch(), response.end(page)) },
  'end with nothing': { handle: async ({ response, touch }) => (await touch(), response.end()) },
  'a head with an object': {
    async handle({ response, touch, note }) {
      response.setHeader('x-before', '1');
      await touch();
      note(
        response.writeHead(201, { 'content-type': 'text/plain', 'Set-Cookie': 'theme=dark', Vary: 'Accept' }) ===
          response,
      );
      note(response.headersSent, response.statusCode);
      response.end('hello');
      note(response.writableEnded);
    },
  },
  'a head with a flat list': {
    async handle({ response, touch }) {
      await touch();
      const list = ['set-cookie', 'theme=dark', 'x-one', '1'];
      // Node takes lists, its types do not
      response.writeHead(200, list as unknown as OutgoingHttpHeaders).end('hello');
    },
  },
  'headers after the head': {
    async handle({ response, touch, note }) {
      await touch();
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
    async handle({ response, touch, note }) {
      await touch();
      response.write('one', () => note('one'));
      response.write('dHdv', 'base64', () => note('two'));
      response.addTrailers({ 'x-sum': '42' });
      response.end(Buffer.from('three'), () => note('end'));
    },
  },
  'early hints and flushed headers': {
    async handle({ response, touch }) {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      await touch();
      (response as unknown as { flushHeaders(): void }).flushHeaders(); // it is there, though its types leave it out
      await turns();
      response.end('hello');
    },
  },
  HEAD: {
    method: 'HEAD',
    handle: async ({ response, touch }) => (await touch(), response.writeHead(200, { 'content-length': 5 }).end()),
  },
  '204': { handle: async ({ response, touch }) => (await touch(), response.writeHead(204).end()) },
  '304': { handle: async ({ response, touch }) => (await touch(), response.writeHead(304, { etag: '"1"' }).end()) },
  'a large stream': {
    async handle({ response, touch }) {
      await touch();
      Readable.from(Array.from({ length: 100 }, () => page)).pipe(response);
    },
  },
  'functions that are looked up before the session is asked for': {
    async handle({ request, response, touch }) {
      const late = async <T>(value: T): Promise<T> => (await touch(), value);
      if (request.url === '/1') response.end(await late(page));
      else response.write(await late(page));
      response.end('more');
    },
  },
  'what Node refuses': {
    async handle({ response, touch, note }) {
      await touch();
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
