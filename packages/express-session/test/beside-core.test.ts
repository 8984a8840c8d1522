import { MemorySessionStore, SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { expect, it } from 'vitest';
import { session } from '../src/session.js';
import { browserOf, setCookies, usual } from './mount.js';

/** Mounts this middleware and that of core on one manager. */
function mountBoth(first: 'ours' | 'core') {
  const manager = new SessionManager<Record<string, unknown>>({
    store: new MemorySessionStore(),
    cookie: { secure: false },
  });
  const ours = session({ ...usual, store: manager }) as RequestHandler;
  const core = sessionMiddleware(manager) as RequestHandler;
  const app = express();
  app.use(...(first === 'ours' ? [ours, core] : [core, ours]));
  return { app, manager };
}

it("leaves the session to both where core's middleware comes second", async () => {
  const { app, manager } = mountBoth('ours');
  const user = browserOf(app);
  const first = await user.visit(async (request) => {
    request.session.passport = { user: 'ann' };
    (await manager.get(request)).set('count', 1);
  });
  expect(setCookies(first)).toEqual([expect.stringMatching(/^connect\.sid=/)]);
  const seen = await user.visit(async (request) => `${request.session.count} ${(await manager.get(request)).owner}`);
  expect(seen.text).toBe('1 ann');
});

it("refuses requests that core's middleware has seen, whose commit would sign nobody in", async () => {
  const { app } = mountBoth('core');
  const user = browserOf(app);
  const showCode: ErrorRequestHandler = (error: { code: string }, _request, response, _next) => {
    response.status(500).send(error.code);
  };
  app.use(showCode);
  const { status, text } = await user.visit(({ session: own }) => void (own.passport = { user: 'ann' }));
  expect([status, text]).toEqual([500, 'WRONG_TIME']);
});
