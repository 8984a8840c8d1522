import express5, { type NextFunction, type Request, type Response } from 'express';
import { describe, expect, it } from 'vitest';
import type { CommitResult } from '../../src/http/request-binding.js';
import { sessionMiddleware } from '../../src/node/index.js';
import { cookiesOf } from './compare.js';
import { down, failing, page, run } from './failing-commits.js';
import { FakeSessions, nothing, sidCookie, slowly, turns } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { codeOf } from './scene.js';
import { serving } from './serve.js';
import { plainStack, stacks } from './stacks.js';

describe('two managers', () => {
  it.each([[0], [1]])('when that of manager %i fails, there is one error response without cookies', async (which) => {
    for (const stack of stacks) {
      const managers = [slowly(), slowly({ cookieName: 'other' })];
      managers[which] = failing();
      const { responses } = await run(stack, async (scene) => (await scene.touch(), scene.response.end(page)), {
        managers,
      });
      expect(responses.map(({ statusLine, complete }) => [statusLine.split(' ')[1], complete])).toEqual([
        [stack.isExpress && !stack.isCovered ? '500' : '503', true],
      ]);
      expect(cookiesOf(responses[0]!)).toEqual([]);
    }
  });
});

describe('a last commit that fails', () => {
  it.each(stacks)('breaks the response off: $name', async (stack) => {
    const sessions = new FakeSessions(({ headersSent }): CommitResult | Promise<CommitResult> => {
      if (!headersSent) return { ...nothing, cookies: [sidCookie] };
      return turns().then(() => {
        throw down;
      });
    });
    const { responses } = await run(
      stack,
      async ({ touch, response }) => {
        await touch();
        response.setHeader('Content-Type', 'text/plain');
        response.write(page);
        await turns();
        response.end(page);
      },
      { managers: [sessions] },
    );
    expect(responses.map(({ statusLine, complete }) => [statusLine, complete])).toEqual(
      // What compression has not given out by then never goes out at all.
      stack.compresses && responses.length === 0 ? [] : [['HTTP/1.1 200 OK', false]],
    );
    expect(sessions.calls.map(({ headersSent }) => headersSent)).toEqual([false, true]);
  });

  it('is passed to the error handlers', async () => {
    const errors: unknown[] = [];
    const sessions = new FakeSessions(({ headersSent }) => (headersSent ? Promise.reject(down) : nothing));
    const app = express5();
    app.use(sessionMiddleware(sessions));
    app.get('/', async (request, response) => {
      await sessions.get(request);
      response.write('one');
      response.end('two');
    });
    app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      errors.push(error, response.headersSent, response.destroyed);
    });
    await serving(app, (port) => exchange(port, [{}]));
    expect(errors).toEqual([down, true, true]);
  });
});

describe('a call that Node refuses only when it is made', () => {
  it('breaks the response off, and its callbacks are told why', async () => {
    const { responses, diary } = await run(
      plainStack,
      async ({ response, touch, note }) => {
        await touch();
        response.strictContentLength = true;
        response.setHeader('Content-Length', 5);
        const called = (which: string) => (error?: Error | null) => note(which, codeOf(error));
        response.write('12', called('first'));
        response.write('345678', called('second'));
        response.end('9', called('end'));
      },
      { managers: [slowly()] },
    );
    expect(responses.filter(({ complete }) => complete)).toEqual([]);
    expect(diary).toContainEqual(['second', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH']);
    expect(diary).toContainEqual(['end', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH']);
  });
});
