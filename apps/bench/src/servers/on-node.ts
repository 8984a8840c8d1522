import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CookieSessionStore } from '@sess/cookie';
import { SessionManager } from '@sess/core';
import { withSession } from '@sess/core/node';
import { getIronSession } from 'iron-session';
import type { Visitor } from './request-kinds.js';

export function bareNode(): RequestListener {
  return (_request, response) => void response.end('ok');
}

export function sealedSessOnNode(): RequestListener {
  const store = new CookieSessionStore({ keys: [{ name: 'a', secret: randomBytes(32) }] });
  const sessions = new SessionManager<Visitor>({ store });
  return withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/untouched') {
      const session = await sessions.get(request);
      if (request.url === '/start') session.set('name', 'somebody').set('visits', 0);
      if (request.url === '/change') session.update('visits', 0, (visits) => visits + 1);
      response.statusCode = session.get('name') ? 200 : 500;
    }
    response.end('ok');
  });
}

export function ironSessionOnNode(): RequestListener {
  const options = {
    password: randomBytes(32).toString('base64url'),
    cookieName: 'sid',
    cookieOptions: { secure: false },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url !== '/untouched') {
      const session = await getIronSession<Partial<Visitor>>(request, response, options);
      if (request.url === '/start') Object.assign(session, { name: 'somebody', visits: 0 });
      if (request.url === '/change') session.visits = (session.visits ?? 0) + 1;
      if (request.url !== '/read') await session.save();
      response.statusCode = session.name ? 200 : 500;
    }
    response.end('ok');
  };
  return (request, response) => void answer(request, response);
}
