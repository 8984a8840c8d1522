import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { type Case, stateOf } from './handler-context.js';

const text = 'All the cloth in the shop, by the yard and by the bale. ';
const long = text.repeat(2000);

/** Ways in which applications send bodies. */
export const bodyCases: readonly Case[] = [
  {
    name: 'end with all the text',
    async handle(context) {
      await context.openSession();
      context.note(stateOf(context), context.response.end('hello') === context.response, stateOf(context));
    },
  },
  { name: 'end with nothing', handle: async ({ response, openSession }) => (await openSession(), response.end()) },
  {
    name: 'end with a callback alone, with a chunk, with an encoding',
    plainOnly: true,
    requests: [{ path: '/1' }, { path: '/2' }, { path: '/3' }],
    async handle({ request, response, openSession, note }) {
      await openSession();
      const called = (...given: unknown[]): void => note('callback of end', given);
      if (request.url === '/1') response.end(called);
      else if (request.url === '/2') response.end('two', called);
      else response.end('7468726565', 'hex', called);
    },
  },
  {
    name: 'several writes, in several encodings, with callbacks',
    async handle({ response, openSession, note }) {
      await openSession();
      const called = (which: string) => (error?: Error | null) => note(which, error ?? 'no error');
      response.write('one', called('first'));
      response.write('dHdv', 'base64', called('second'));
      response.write(Buffer.from('three'), called('third'));
      response.write(new Uint8Array([102, 111, 117, 114]));
      response.write('fünf', 'latin1');
      note(response.writableEnded);
      response.end('six', called('end'));
    },
  },
  {
    name: 'writing after the end',
    async handle({ response, openSession, note }) {
      await openSession();
      response.end('done');
      response.write('more', (error) => note('callback of write', (error as NodeJS.ErrnoException).code));
      response.end();
    },
  },
  {
    name: 'trailers',
    async handle({ response, openSession }) {
      await openSession();
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write(text);
      response.addTrailers({ 'X-Sum': '42' });
      response.end();
    },
  },
  {
    name: 'a Content-Length, in several writes',
    async handle({ response, openSession }) {
      await openSession();
      response.setHeader('Content-Length', 10);
      response.write('12345');
      response.end('67890');
    },
  },
  {
    name: 'a strict Content-Length',
    async handle({ response, openSession }) {
      await openSession();
      response.strictContentLength = true;
      response.setHeader('Content-Length', 5);
      response.end('12345');
    },
  },
  {
    name: 'a strict Content-Length that is wrong',
    clientOnly: true,
    async handle({ response, openSession }) {
      await openSession();
      response.strictContentLength = true;
      response.setHeader('Content-Length', 6);
      response.end('12345');
    },
  },
  {
    name: 'cork and uncork',
    async handle({ response, openSession }) {
      await openSession();
      response.cork();
      response.write('one');
      response.write('two');
      process.nextTick(() => {
        response.uncork();
        response.end('three');
      });
    },
  },
  {
    name: 'a large stream, piped',
    async handle({ response, openSession }) {
      await openSession();
      response.setHeader('Content-Type', 'text/plain');
      Readable.from(Array.from({ length: 200 }, () => text.repeat(200))).pipe(response);
    },
  },
  {
    name: 'a large stream, by pipeline',
    async handle({ response, openSession, note }) {
      await openSession();
      response.setHeader('Content-Type', 'text/plain');
      await pipeline(Readable.from(Array.from({ length: 50 }, () => long)), response);
      note('pipeline has ended', response.writableFinished);
    },
  },
  {
    name: 'a generator, by pipeline',
    async handle({ response, openSession }) {
      await openSession();
      await pipeline(function* () {
        for (let line = 0; line < 500; line++) yield `${line} ${text}\n`;
      }, response);
    },
  },
  {
    name: 'a loop that waits for drain, which HEAD never needs',
    requests: [{}, { method: 'HEAD' }],
    async handle({ response, openSession, note }) {
      await openSession();
      for (let line = 0; line < 20; line++) if (!response.write(long)) await once(response, 'drain');
      response.end();
      note('written');
    },
  },
  {
    name: 'a session that is opened while a stream is being piped',
    async handle({ response, openSession }) {
      response.setHeader('Content-Type', 'text/plain');
      Readable.from(Array.from({ length: 100 }, () => long)).pipe(response);
      await openSession();
    },
  },
  {
    name: 'three pipelined requests, of which the first takes longest',
    requests: [{ path: '/30' }, { path: '/10' }, { path: '/0' }],
    async handle({ request, response, openSession }) {
      await setTimeout(Number(request.url?.slice(1)));
      await openSession();
      response.write(`response to ${request.url}`);
      response.end();
    },
  },
];
