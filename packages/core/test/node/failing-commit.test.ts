import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cookiesOf, headerOf } from './compare.js';
import { page, run } from './failing-commits.js';
import { turns } from './fake-sessions.js';
import type { WireResponse } from './raw-client.js';
import type { Scene } from './scene.js';
import { stacks } from './stacks.js';

interface WayToSend {
  readonly name: string;
  /** Whether nothing more will be written, so that an error handler has the response for itself. */
  readonly isDone: boolean;
  readonly send: (scene: Scene) => unknown;
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
    name: 'headers that are set, flushHeaders, write and end',
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
    name: 'a stream that is piped',
    isDone: true,
    send: ({ response }) => Readable.from([page, page, page]).pipe(response),
  },
  {
    name: 'a stream by pipeline',
    isDone: true,
    send: ({ response }) => pipeline(createReadStream(fileURLToPath(import.meta.url)), response).catch(() => undefined),
  },
  {
    name: 'writes that go on',
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
    name: 'a generator that waits for drain, for ever',
    isDone: false,
    send: ({ response }) =>
      pipeline(function* () {
        for (;;) yield page;
      }, response).catch(() => undefined),
  },
];

describe.each(stacks)('a commit that fails, on $name', (stack) => {
  it.each(waysToSend)('becomes an error response instead of: $name', async ({ isDone, send }) => {
    const { responses, diary } = await run(stack, async (scene) => {
      await scene.touch();
      scene.response.setHeader('Set-Cookie', 'cart=full');
      scene.response.setHeader('X-Before', 'changed');
      return send(scene);
    });
    expect(responses).toHaveLength(1);
    const [response] = responses as [WireResponse];
    const isHandled = stack.isExpress && isDone && !stack.isCovered;
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
    expect(diary).toContainEqual(['finish', true, isHandled ? 500 : 503]);
  });
});
