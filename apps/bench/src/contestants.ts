import type { RequestListener } from 'node:http';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import express, { type Express } from 'express';
import expressSession from 'express-session';

/** What one request does to its session; the same in every contestant. */
export const requests = ['untouched', 'read', 'change'] as const;
export type RequestKind = (typeof requests)[number];

export const contestants = ['bare', 'sess', 'express-session'] as const;
export type Contestant = (typeof contestants)[number];

declare module 'express-session' {
  interface SessionData {
    visits: number;
    name: string;
  }
}

/** An Express 5 application with one page for each kind of request; stores are in memory, so that the session layer is what is measured. */
export function createContestant(name: Contestant): RequestListener {
  const app = express().disable('x-powered-by').disable('etag');
  if (name === 'bare') addBare(app);
  if (name === 'sess') addSess(app);
  if (name === 'express-session') addExpressSession(app);
  return app;
}

function addBare(app: Express): void {
  for (const kind of ['start', ...requests]) app.get(`/${kind}`, (_request, response) => void response.send('ok'));
}

function addSess(app: Express): void {
  const sessions = new SessionManager<{ visits: number; name: string }>({ store: new MemorySessionStore() });
  app.use(sessionMiddleware(sessions));
  app.get('/start', async (request, response) => {
    (await sessions.get(request)).set('name', 'somebody').set('visits', 0);
    response.send('ok');
  });
  app.get('/untouched', (_request, response) => void response.send('ok'));
  app.get('/read', async (request, response) => {
    const session = await sessions.get(request);
    response.send(session.get('name') ? 'ok' : 'lost');
  });
  app.get('/change', async (request, response) => {
    const session = await sessions.get(request);
    session.update('visits', 0, (visits) => visits + 1);
    response.send('ok');
  });
}

function addExpressSession(app: Express): void {
  // Its own recommendation: nothing is saved that was not changed, nothing stored for visitors without data.
  app.use(expressSession({ secret: 'only for the benchmark', resave: false, saveUninitialized: false }));
  app.get('/start', (request, response) => {
    request.session.name = 'somebody';
    request.session.visits = 0;
    response.send('ok');
  });
  app.get('/untouched', (_request, response) => void response.send('ok'));
  app.get('/read', (request, response) => void response.send(request.session.name ? 'ok' : 'lost'));
  app.get('/change', (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.send('ok');
  });
}
