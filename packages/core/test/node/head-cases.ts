import { setTimeout } from 'node:timers/promises';
import { type Case, lookAt } from './scene.js';

const text = 'All the cloth in the shop, by the yard and by the bale. ';

/** What applications do with heads, statuses and bodies that nobody sees. */
export const headCases: readonly Case[] = [
  {
    name: 'writeHead with an object, over headers that are set',
    async handle({ response, touch, note }) {
      response.setHeader('X-Kept', '1');
      response.setHeader('X-Replaced', 'old');
      await touch();
      note(response.writeHead(201, { 'X-Replaced': 'new', 'Content-Type': 'text/plain' }) === response);
      response.end(text);
    },
  },
  {
    name: 'writeHead with cookies of its own, in an object',
    async handle({ response, touch }) {
      await touch();
      response.writeHead(200, { 'set-cookie': ['theme=dark', 'size=10'], Vary: 'Accept' }).end(text);
    },
  },
  {
    name: 'writeHead with cookies of its own, in a flat list',
    async handle({ response, touch }) {
      await touch();
      response.writeHead(200, ['Set-Cookie', 'theme=dark', 'X-One', '1', 'Vary', 'Accept']).end(text);
    },
  },
  {
    name: 'writeHead with pairs',
    async handle({ response, touch, noteThrown }) {
      await touch();
      // Node 20 takes pairs only as long as nothing is set beside them.
      noteThrown(() =>
        response.writeHead(200, [
          ['Set-Cookie', 'theme=dark'],
          ['X-One', '1'],
        ] as never),
      );
      response.end(text);
    },
  },
  {
    name: 'cookies that are set and appended, and a head over them',
    async handle({ response, touch }) {
      response.setHeader('Set-Cookie', 'first=1');
      await touch();
      response.appendHeader('Set-Cookie', 'second=2');
      response.writeHead(200, { 'X-One': '1' });
      response.end(text);
    },
  },
  {
    name: 'a reason of its own, in writeHead and as a property',
    requests: [{ path: '/head' }, { path: '/property' }],
    async handle({ request, response, touch, note }) {
      await touch();
      if (request.url === '/head') response.writeHead(418, 'Short and Stout', { 'X-Tea': 'yes' });
      else response.statusMessage = 'Very Well';
      response.end();
      note(response.statusCode);
    },
  },
  {
    name: 'what is changed after the end does not reach the client',
    async handle(scene) {
      const { response, touch, noteThrown, note } = scene;
      await touch();
      response.setHeader('X-Early', '1');
      response.end('done');
      noteThrown(() => response.setHeader('X-Late', '1'));
      noteThrown(() => response.appendHeader('X-Late', '1'));
      noteThrown(() => response.appendHeader('X-Early', '2'));
      noteThrown(() => response.removeHeader('X-Late'));
      noteThrown(() => response.writeHead(404));
      response.statusCode = 500;
      note(lookAt(scene));
    },
  },
  {
    name: 'calls that Node refuses',
    plainOnly: true,
    async handle(scene) {
      const { response, touch, noteThrown, note } = scene;
      await touch();
      noteThrown(() => response.writeHead(99));
      noteThrown(() => response.writeHead(200, { 'X-Bad': 'new\nline' }));
      noteThrown(() => response.writeHead(200, ['odd']));
      noteThrown(() => response.write(null));
      noteThrown(() => response.write(42));
      noteThrown(() => response.end(42));
      noteThrown(() => response.setHeader('bad name', '1'));
      note(lookAt(scene));
      response.end('still fine');
    },
  },
  {
    name: 'flushHeaders right before the body',
    async handle({ response, touch, note }) {
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      response.flushHeaders();
      note(response.headersSent);
      response.write(text);
      response.end(text);
    },
  },
  {
    name: 'flushHeaders long before the body',
    async handle({ response, touch, note }) {
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      response.flushHeaders();
      note(response.headersSent);
      await setTimeout(30);
      response.end(text);
    },
  },
  {
    name: 'HEAD',
    requests: [{ method: 'HEAD' }, { method: 'HEAD', path: '/written' }],
    async handle({ request, response, touch }) {
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      if (request.url === '/written') response.write(text);
      response.end(text);
    },
  },
  {
    name: '204 and 304, with a body that nobody may see',
    requests: [{ path: '/204' }, { path: '/304' }, { path: '/304-head' }],
    async handle({ request, response, touch }) {
      await touch();
      if (request.url === '/304-head') response.writeHead(304, { ETag: '"1"' });
      else response.statusCode = Number(request.url?.slice(1));
      response.end('not for you');
    },
  },
  {
    name: 'interim responses',
    requests: [{ method: 'POST', headers: { Expect: '100-continue', 'Content-Length': '0' } }],
    async handle({ response, touch, note }) {
      response.writeProcessing();
      await touch();
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      note(response.headersSent);
      response.end(text);
    },
  },
  {
    name: 'closing the connection, and HTTP/1.0',
    requests: [{ version: '1.0', headers: { Connection: 'keep-alive' } }],
    async handle({ response, touch }) {
      await touch();
      response.write('one');
      response.end('two');
    },
  },
  {
    name: 'a handler that throws',
    async handle({ touch }) {
      await touch();
      throw new Error('on purpose');
    },
  },
  {
    name: 'functions that are looked up before the session is asked for',
    requests: [{ path: '/end' }, { path: '/write' }, { path: '/flushHeaders' }, { path: '/writeHead' }],
    async handle({ request, response, touch, note }) {
      const late = async <T>(value: T): Promise<T> => (await touch(), value);
      if (request.url === '/end') response.end(await late(text));
      if (request.url === '/write') response.write(await late(text));
      if (request.url === '/flushHeaders') response.flushHeaders.call(await late(response));
      if (request.url === '/writeHead') response.writeHead(await late(201), { 'X-One': '1' });
      note(response.headersSent, response.writableEnded);
      if (!response.writableEnded) response.end(text);
    },
  },
  {
    name: 'a stream that is ended by a function that was looked up before',
    async handle({ response, touch }) {
      const end = response.end.bind(response);
      await touch();
      response.setHeader('Content-Type', 'text/plain');
      response.write(text.repeat(100));
      await setTimeout(10);
      response.write(text);
      end(text);
    },
  },
  {
    name: 'headers that are changed after they were handed over',
    requests: [{ path: '/object' }, { path: '/list' }],
    async handle({ request, response, touch }) {
      await touch();
      const object: Record<string, string> = { 'X-One': '1' };
      const list = ['X-One', '1'];
      response.writeHead(200, request.url === '/object' ? object : list);
      object['X-One'] = list[1] = 'changed';
      response.end(text);
    },
  },
];
