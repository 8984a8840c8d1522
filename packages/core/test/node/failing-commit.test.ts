import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cookiesOf, headerOf } from './compare.js';
import { page, run } from './failing-commits.js';
import { turns } from './fake-sessions.js';
import type { WireResponse } from './raw-client.js';
import type { HandlerContext } from './handler-context.js';
import { stacks } from './stacks.js';

interface WayToSend {
  readonly name: string;
  /** Whether the handler writes nothing more, so that an error handler can use the response. */
  readonly isDone: boolean;
  readonly send: (context: HandlerContext) => unknown;
}

const waysToSend: readonly WayToSend[] = [
  { name: 'end', isDone: true, send: ({ response }) => response.setHeader('Content-Type', 'text/plain').end(page) },
  {
    name: 'writeHead and end',
    isDone: true,
    send: ({ response }) =>
      response.writeHead(200, 'Fine', { 'Content-Length': page.length, 'X-Page': 'cart' }).end(page),
  },
  {
    name: 'setHeader, flushHeaders, write and end',
    isDone: true,
    send({ response }) {
      response.statusMessage = 'Fine';
      response
        .setHeader('Content-Length', page.length)
        .setHeader('ETag', '"1"')
        .setHeader('X-Page', 'cart')
        .flushHeaders();
      response.write(page);
      response.end();
    },
  },
  {
    name: 'a piped stream',
    isDone: true,
    send: ({ response }) => Readable.from([page, page, page]).pipe(response),
  },
  {
    name: 'a stream by pipeline',
    isDone: true,
    send: ({ response }) => pipeline(createReadStream(fileURLToPath(import.meta.url)), response).catch(() => undefined),
  },
  {
    name: 'writes that continue',
    isDone: false,
    async send({ response }) {
      response.setHeader('Content-Type', 'text/event-stream');
      for (let count = 0; count < 20; count++) {
        response.write(`data: ${count}\n\n`);
        await turns(1);
      }
      response.end();
    },
  },
  {
    name: 'a generator that waits for drain, endless',
    isDone: false,
    send: ({ response }) =>
      pipeline(function* () {
        for (;;) yield page;
      }, response).catch(() => undefined),
  },
];

describe.each(stacks)('a commit that fails, on $name', (stack) => {
  it.each(waysToSend)('replaces the response by an error response: $name', async ({ isDone, send }) => {
    const { responses, log } = await run(stack, async (context) => {
      await context.openSession();
      context.response.setHeader('Set-Cookie', 'cart=full');
      context.response.setHeader('X-Before', 'changed');
      return send(context);
    });
    expect(responses).toHaveLength(1);
    const [response] = responses as [WireResponse];
    const isHandled = stack.isExpress && isDone && !stack.isWrapped;
    expect([response.statusLine, response.body.toString()]).toEqual(
      isHandled
        ? ['HTTP/1.1 500 Internal Server Error', 'sorry']
        : ['HTTP/1.1 503 Service Unavailable', 'Service Unavailable\n'],
    );
    expect(response.complete).toBe(true);
    expect([headerOf(response, 'retry-after'), headerOf(response, 'x-before'), headerOf(response, 'x-page')]).toEqual([
      '5',
      'kept',
      undefined,
    ]);
    expect(cookiesOf(response)).toEqual([]);
    expect(headerOf(response, 'etag')).not.toBe('"1"');
    expect(headerOf(response, 'cache-control')).toBe(isHandled ? 'private' : 'no-store');
    expect(log).toContainEqual(['finish', true, isHandled ? 500 : 503]);
  });
});
