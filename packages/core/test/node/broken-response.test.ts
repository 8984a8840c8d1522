import express5, { type NextFunction, type Request, type Response } from 'express';
import { describe, expect, it } from 'vitest';
import type { CommitResult } from '../../src/http/request-binding.js';
import { sessionMiddleware } from '../../src/node/index.js';
import { cookiesOf } from './compare.js';
import { down, failingSessions, page, run } from './failing-commits.js';
import { FakeSessions, nothing, sidCookie, slowSessions, turns } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { codeOf } from './handler-context.js';
import { serving } from './serve.js';
import { plainStack, stacks } from './stacks.js';

describe('two managers', () => {
  it.each([[0], [1]])('send one error response without cookies if the commit of manager %i fails', async (which) => {
    for (const stack of stacks) {
      const managers = [slowSessions(), slowSessions({ cookieName: 'other' })];
      managers[which] = failingSessions();
      const { responses } = await run(
        stack,
        async (context) => (await context.openSession(), context.response.end(page)),
        {
          managers,
        },
      );
      expect(responses.map(({ statusLine, complete }) => [statusLine.split(' ')[1], complete])).toEqual([
        [stack.isExpress && !stack.isWrapped ? '500' : '503', true],
      ]);
      expect(cookiesOf(responses[0]!)).toEqual([]);
    }
  });
});

describe('a last commit that fails', () => {
  it.each(stacks)('aborts the response: $name', async (stack) => {
    const sessions = new FakeSessions(({ headersSent }): CommitResult | Promise<CommitResult> => {
      if (!headersSent) return { ...nothing, cookies: [sidCookie] };
      return turns().then(() => {
        throw down;
      });
    });
    const { responses } = await run(
      stack,
      async ({ openSession, response }) => {
        await openSession();
        response.setHeader('Content-Type', 'text/plain');
        response.write(page);
        await turns();
        response.end(page);
      },
      { managers: [sessions] },
    );
    expect(responses.map(({ statusLine, complete }) => [statusLine, complete])).toEqual(
      // Compression may not have sent anything by then.
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

describe('a held call that Node refuses after the commit', () => {
  it('aborts the response and passes the error to its callbacks', async () => {
    const { responses, log } = await run(
      plainStack,
      async ({ response, openSession, note }) => {
        await openSession();
        response.strictContentLength = true;
        response.setHeader('Content-Length', 5);
        const called = (which: string) => (error?: Error | null) => note(which, codeOf(error));
        response.write('12', called('first'));
        response.write('345678', called('second'));
        response.end('9', called('end'));
      },
      { managers: [slowSessions()] },
    );
    expect(responses.filter(({ complete }) => complete)).toEqual([]);
    expect(log).toContainEqual(['second', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH']);
    expect(log).toContainEqual(['end', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH']);
  });
});
