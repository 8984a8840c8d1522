import { setTimeout } from 'node:timers/promises';
import { type Case, stateOf } from './handler-context.js';

const text = 'All the cloth in the shop, by the yard and by the bale. ';

/** Ways in which applications send headers, statuses, and bodies that are not sent. */
export const headCases: readonly Case[] = [
  {
    name: 'writeHead with an object, over headers that are set',
    async handle({ response, openSession, note }) {
      response.setHeader('X-Kept', '1');
      response.setHeader('X-Replaced', 'old');
      await openSession();
      note(response.writeHead(201, { 'X-Replaced': 'new', 'Content-Type': 'text/plain' }) === response);
      response.end(text);
    },
  },
  {
    name: 'writeHead with cookies of its own, in an object',
    async handle({ response, openSession }) {
      await openSession();
      response.writeHead(200, { 'set-cookie': ['theme=dark', 'size=10'], Vary: 'Accept' }).end(text);
    },
  },
  {
    name: 'writeHead with cookies of its own, in a flat list',
    async handle({ response, openSession }) {
      await openSession();
      response.writeHead(200, ['Set-Cookie', 'theme=dark', 'X-One', '1', 'Vary', 'Accept']).end(text);
    },
  },
  {
    name: 'writeHead with pairs',
    async handle({ response, openSession, noteThrown }) {
      await openSession();
      // Node 20 accepts pairs only if no header was set before.
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
    name: 'cookies that are set and appended before writeHead',
    async handle({ response, openSession }) {
      response.setHeader('Set-Cookie', 'first=1');
      await openSession();
      response.appendHeader('Set-Cookie', 'second=2');
      response.writeHead(200, { 'X-One': '1' });
      response.end(text);
    },
  },
  {
    name: 'a reason of its own, in writeHead and as a property',
    requests: [{ path: '/head' }, { path: '/property' }],
    async handle({ request, response, openSession, note }) {
      await openSession();
      if (request.url === '/head') response.writeHead(418, 'Short and Stout', { 'X-Tea': 'yes' });
      else response.statusMessage = 'Very Well';
      response.end();
      note(response.statusCode);
    },
  },
  {
    name: 'changes after the end, which do not reach the client',
    async handle(context) {
      const { response, openSession, noteThrown, note } = context;
      await openSession();
      response.setHeader('X-Early', '1');
      response.end('done');
      noteThrown(() => response.setHeader('X-Late', '1'));
      noteThrown(() => response.appendHeader('X-Late', '1'));
      noteThrown(() => response.appendHeader('X-Early', '2'));
      noteThrown(() => response.removeHeader('X-Late'));
      noteThrown(() => response.writeHead(404));
      response.statusCode = 500;
      note(stateOf(context));
    },
  },
  {
    name: 'calls that Node refuses',
    plainOnly: true,
    async handle(context) {
      const { response, openSession, noteThrown, note } = context;
      await openSession();
      noteThrown(() => response.writeHead(99));
      noteThrown(() => response.writeHead(200, { 'X-Bad': 'new\nline' }));
      noteThrown(() => response.writeHead(200, ['odd']));
      noteThrown(() => response.write(null));
      noteThrown(() => response.write(42));
      noteThrown(() => response.end(42));
      noteThrown(() => response.setHeader('bad name', '1'));
      note(stateOf(context));
      response.end('still fine');
    },
  },
  {
    name: 'flushHeaders right before the body',
    async handle({ response, openSession, note }) {
      await openSession();
      response.setHeader('Content-Type', 'text/plain');
      response.flushHeaders();
      note(response.headersSent);
      response.write(text);
      response.end(text);
    },
  },
  {
    name: 'flushHeaders long before the body',
    async handle({ response, openSession, note }) {
      await openSession();
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
    async handle({ request, response, openSession }) {
      await openSession();
      response.setHeader('Content-Type', 'text/plain');
      if (request.url === '/written') response.write(text);
      response.end(text);
    },
  },
  {
    name: '204 and 304, with a body that must not be sent',
    requests: [{ path: '/204' }, { path: '/304' }, { path: '/304-head' }],
    async handle({ request, response, openSession }) {
      await openSession();
      if (request.url === '/304-head') response.writeHead(304, { ETag: '"1"' });
      else response.statusCode = Number(request.url?.slice(1));
      response.end('must not be sent');
    },
  },
  {
    name: 'interim responses',
    requests: [{ method: 'POST', headers: { Expect: '100-continue', 'Content-Length': '0' } }],
    async handle({ response, openSession, note }) {
      response.writeProcessing();
      await openSession();
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      note(response.headersSent);
      response.end(text);
    },
  },
  {
    name: 'closing the connection, and HTTP/1.0',
    requests: [{ version: '1.0', headers: { Connection: 'keep-alive' } }],
    async handle({ response, openSession }) {
      await openSession();
      response.write('one');
      response.end('two');
    },
  },
  {
    name: 'a handler that throws',
    async handle({ openSession }) {
      await openSession();
      throw new Error('on purpose');
    },
  },
  {
    name: 'functions that were read before the session was opened',
    requests: [{ path: '/end' }, { path: '/write' }, { path: '/flushHeaders' }, { path: '/writeHead' }],
    async handle({ request, response, openSession, note }) {
      const late = async <T>(value: T): Promise<T> => (await openSession(), value);
      if (request.url === '/end') response.end(await late(text));
      if (request.url === '/write') response.write(await late(text));
      if (request.url === '/flushHeaders') response.flushHeaders.call(await late(response));
      if (request.url === '/writeHead') response.writeHead(await late(201), { 'X-One': '1' });
      note(response.headersSent, response.writableEnded);
      if (!response.writableEnded) response.end(text);
    },
  },
  {
    name: 'a stream that is ended by a function that was read before',
    async handle({ response, openSession }) {
      const end = response.end.bind(response);
      await openSession();
      response.setHeader('Content-Type', 'text/plain');
      response.write(text.repeat(100));
      await setTimeout(10);
      response.write(text);
      end(text);
    },
  },
  {
    name: 'headers whose object is changed after writeHead',
    requests: [{ path: '/object' }, { path: '/list' }],
    async handle({ request, response, openSession }) {
      await openSession();
      const object: Record<string, string> = { 'X-One': '1' };
      const list = ['X-One', '1'];
      response.writeHead(200, request.url === '/object' ? object : list);
      object['X-One'] = list[1] = 'changed';
      response.end(text);
    },
  },
];
