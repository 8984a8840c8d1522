import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { type Case, lookAt } from './scene.js';

const text = 'All the cloth in the shop, by the yard and by the bale. ';
const long = text.repeat(2000);

/** What applications do with bodies. */
export const bodyCases: readonly Case[] = [
  {
    name: 'end with all the text',
    async handle(scene) {
      await scene.touch();
      scene.note(lookAt(scene), scene.response.end('hello') === scene.response, lookAt(scene));
    },
  },
  { name: 'end with nothing', handle: async ({ response, touch }) => (await touch(), response.end()) },
  {
    name: 'end with a callback alone, with a chunk, with an encoding',
    plainOnly: true,
    requests: [{ path: '/1' }, { path: '/2' }, { path: '/3' }],
    async handle({ request, response, touch, note }) {
      await touch();
      const called = (...given: unknown[]): void => note('callback of end', given);
      if (request.url === '/1') response.end(called);
      else if (request.url === '/2') response.end('two', called);
      else response.end('7468726565', 'hex', called);
    },
  },
  {
    name: 'several writes, in several encodings, with callbacks',
    async handle({ response, touch, note }) {
      await touch();
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
    async handle({ response, touch, note }) {
      await touch();
      response.end('done');
      response.write('more', (error) => note('callback of write', (error as NodeJS.ErrnoException).code));
      response.end();
    },
  },
  {
    name: 'trailers',
    async handle({ response, touch }) {
      await touch();
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write(text);
      response.addTrailers({ 'X-Sum': '42' });
      response.end();
    },
  },
  {
    name: 'a length that was announced, in several writes',
    async handle({ response, touch }) {
      await touch();
      response.setHeader('Content-Length', 10);
      response.write('12345');
      response.end('67890');
    },
  },
  {
    name: 'a length that is held to strictly',
    async handle({ response, touch }) {
      await touch();
      response.strictContentLength = true;
      response.setHeader('Content-Length', 5);
      response.end('12345');
    },
  },
  {
    name: 'a length that is held to strictly, and wrong',
    clientOnly: true,
    async handle({ response, touch }) {
      await touch();
      response.strictContentLength = true;
      response.setHeader('Content-Length', 6);
      response.end('12345');
    },
  },
  {
    name: 'cork and uncork',
    async handle({ response, touch }) {
      await touch();
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
    async handle({ response, touch }) {
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      Readable.from(Array.from({ length: 200 }, () => text.repeat(200))).pipe(response);
    },
  },
  {
    name: 'a large stream, by pipeline',
    async handle({ response, touch, note }) {
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      await pipeline(Readable.from(Array.from({ length: 50 }, () => long)), response);
      note('pipeline is over', response.writableFinished);
    },
  },
  {
    name: 'a generator, by pipeline',
    async handle({ response, touch }) {
      await touch();
      await pipeline(function* () {
        for (let line = 0; line < 500; line++) yield `${line} ${text}\n`;
      }, response);
    },
  },
  {
    name: 'a loop that waits for drain, and by HEAD never has to',
    requests: [{}, { method: 'HEAD' }],
    async handle({ response, touch, note }) {
      await touch();
      for (let line = 0; line < 20; line++) if (!response.write(long)) await once(response, 'drain');
      response.end();
      note('written');
    },
  },
  {
    name: 'the session first asked for while a stream is piped already',
    async handle({ response, touch }) {
      response.setHeader('Content-Type', 'text/plain');
      Readable.from(Array.from({ length: 100 }, () => long)).pipe(response);
      await touch();
    },
  },
  {
    name: 'three requests at once, of which the first takes longest',
    requests: [{ path: '/30' }, { path: '/10' }, { path: '/0' }],
    async handle({ request, response, touch }) {
      await setTimeout(Number(request.url?.slice(1)));
      await touch();
      response.write(`answer to ${request.url}`);
      response.end();
    },
  },
];
