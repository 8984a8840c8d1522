import { SessionManager, type SessionStore } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import facade from '@sess/express-session';
import express, { type Express, type RequestHandler } from 'express';
import expressSession, { type Store } from 'express-session';
import { pages, type Visitor } from './request-kinds.js';

/** Express 5 without sessions. */
export function bareExpress(): Express {
  const app = newExpress();
  for (const page of pages) app.get(`/${page}`, (_request, response) => void response.send('ok'));
  return app;
}

export function sessOnExpress(store: SessionStore): Express {
  const app = newExpress();
  const sessions = new SessionManager<Visitor>({ store });
  app.use(sessionMiddleware(sessions));
  app.get('/start', async (request, response) => {
    (await sessions.get(request)).set('name', 'somebody').set('visits', 0);
    response.send('ok');
  });
  app.get('/untouched', (_request, response) => void response.send('ok'));
  app.get('/read', async (request, response) => {
    const session = await sessions.get(request);
    response.status(session.get('name') ? 200 : 500).send('ok');
  });
  app.get('/change', async (request, response) => {
    const session = await sessions.get(request);
    session.update('visits', 0, (visits) => visits + 1);
    response.status(session.get('name') ? 200 : 500).send('ok');
  });
  return app;
}

/** @param store - Its own memory store by default. */
export function expressSessionOnExpress(store?: Store): Express {
  return onRequestSession(expressSession({ ...options, ...(store && { store }) }));
}

/** @param store - Its own memory store by default. */
export function facadeOnExpress(store?: SessionStore): Express {
  return onRequestSession(facade({ ...options, ...(store && { store }) }));
}

// As the README of express-session recommends: save only changed sessions, and none for visitors without data.
const options = { secret: 'only for the benchmark', resave: false, saveUninitialized: false };

/** An application that uses `request.session`. */
function onRequestSession(middleware: RequestHandler): Express {
  const app = newExpress();
  app.use(middleware);
  app.get('/start', (request, response) => {
    request.session.name = 'somebody';
    request.session.visits = 0;
    response.send('ok');
  });
  app.get('/untouched', (_request, response) => void response.send('ok'));
  app.get('/read', (request, response) => void response.status(request.session.name ? 200 : 500).send('ok'));
  app.get('/change', (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.status(request.session.name ? 200 : 500).send('ok');
  });
  return app;
}

function newExpress(): Express {
  return express().disable('x-powered-by').disable('etag');
}
