import { type Request, json, Router } from 'express';
import { maxBodyBytes } from '../max-body-bytes.js';
import { Refusal } from '../refusal.js';
import type { Shop } from '../shop.js';
import { DelayedRequests } from '../delayed-requests.js';

const maxDelay = 10_000;

/** The same sessions for programs, to try out concurrent requests. */
export function apiRoutes({ sessions }: Shop): Router {
  const routes = Router();
  const delayed = new DelayedRequests();

  routes.get('/session', async (request, response) => {
    const session = await sessions.get(request);
    const { id, owner, isNew, createdAt, expiresAt, absoluteExpiresAt } = session;
    response.json({ id, owner, isNew, createdAt, expiresAt, absoluteExpiresAt, keys: session.keys() });
  });

  routes.put(
    '/keys/:name',
    json({ limit: maxBodyBytes, strict: false }),
    async (request: Request<{ name: string }>, response) => {
      const session = await sessions.get(request);
      session.set(`note:${nameOf(request.params.name)}`, request.body);
      response.json({ keys: session.keys() });
    },
  );

  routes.get('/keys/:name', async (request: Request<{ name: string }>, response) => {
    const session = await sessions.get(request);
    const key = `note:${nameOf(request.params.name)}` as const;
    if (!session.has(key)) throw new Refusal(404, 'NOT_FOUND', 'This session has no such key.');
    response.json(session.get(key));
  });

  routes.post('/counter', async (request, response) => {
    const session = await sessions.get(request);
    session.update('counter', 0, (count) => count + 1);
    // The count is final only when it is stored, because a concurrent request may have counted first.
    await session.save();
    response.json({ counter: session.get('counter') });
  });

  /** Loads the session, waits for `milliseconds` or the release of its `group`, then changes it (GET: reads it). */
  routes.all('/slow', async (request, response) => {
    const session = await sessions.get(request);
    await delayed.delay(nameOf(request.query['group'] ?? 'default'), delayOf(request.query['milliseconds']));
    const slowWrites =
      request.method === 'GET' ? session.get('slowWrites') : session.update('slowWrites', 0, (count) => count + 1);
    response.json({ owner: session.owner, slowWrites: slowWrites ?? 0 });
  });

  routes.get('/slow/:group', (request: Request<{ group: string }>, response) => {
    response.json({ waiting: delayed.count(nameOf(request.params.group)) });
  });

  routes.delete('/slow/:group', (request: Request<{ group: string }>, response) => {
    response.json({ released: delayed.release(nameOf(request.params.group)) });
  });

  return routes;
}

function nameOf(name: unknown): string {
  if (typeof name === 'string' && /^[\w-]{1,64}$/.test(name)) return name;
  throw new Refusal(400, 'BAD_NAME', 'A name has 1 to 64 letters, digits, "_" and "-".');
}

function delayOf(text: unknown): number {
  const milliseconds = Number(text ?? 1000);
  if (milliseconds >= 0 && milliseconds <= maxDelay) return milliseconds;
  throw new Refusal(400, 'BAD_DELAY', `milliseconds must be a number from 0 to ${maxDelay}.`);
}
