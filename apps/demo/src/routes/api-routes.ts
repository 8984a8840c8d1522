import { type Request, json, Router } from 'express';
import { mostBodyBytes } from '../largest-body.js';
import { Refusal } from '../refusal.js';
import type { Shop } from '../shop.js';
import { WaitingRoom } from '../waiting-room.js';

const longestWait = 10_000;

type Key = `note:${string}`;

/** The same sessions for programs: to try out what happens when requests meet. */
export function apiRoutes({ sessions }: Shop): Router {
  const routes = Router();
  const waiting = new WaitingRoom();

  routes.get('/session', async (request, response) => {
    const session = await sessions.get(request);
    const { id, owner, isNew, createdAt, expiresAt, absoluteExpiresAt } = session;
    response.json({ id, owner, isNew, createdAt, expiresAt, absoluteExpiresAt, keys: session.keys() });
  });

  routes.put(
    '/keys/:name',
    json({ limit: mostBodyBytes, strict: false }),
    async (request: Request<{ name: string }>, response) => {
      const session = await sessions.get(request);
      session.set(keyOf(request.params.name), request.body);
      response.json({ keys: session.keys() });
    },
  );

  routes.get('/keys/:name', async (request: Request<{ name: string }>, response) => {
    const session = await sessions.get(request);
    const key = keyOf(request.params.name);
    if (!session.has(key)) throw new Refusal(404, 'NOT_FOUND', 'This session has no such key.');
    response.json(session.get(key));
  });

  routes.post('/counter', async (request, response) => {
    const session = await sessions.get(request);
    session.update('counter', 0, (count) => count + 1);
    // Only what is stored is final: another request may have been faster, and then the count is another one.
    await session.save();
    response.json({ counter: session.get('counter') });
  });

  /** Loads the session, waits, and changes it then (GET: only reads it). Waits until `milliseconds` are over, or `room` is opened. */
  routes.all('/slow', async (request, response) => {
    const session = await sessions.get(request);
    await waiting.wait(roomOf(request.query['room']), delayOf(request.query['milliseconds']));
    const slowWrites =
      request.method === 'GET' ? session.get('slowWrites') : session.update('slowWrites', 0, (count) => count + 1);
    response.json({ owner: session.owner, slowWrites: slowWrites ?? 0 });
  });

  routes.get('/slow/:room', (request: Request<{ room: string }>, response) => {
    response.json({ waiting: waiting.count(roomOf(request.params.room)) });
  });

  routes.delete('/slow/:room', (request: Request<{ room: string }>, response) => {
    response.json({ released: waiting.open(roomOf(request.params.room)) });
  });

  return routes;
}

function keyOf(name: string): Key {
  if (!/^[\w-]{1,64}$/.test(name))
    throw new Refusal(400, 'BAD_NAME', 'A key is named by 1 to 64 letters, digits, "_" and "-".');
  return `note:${name}`;
}

function roomOf(name: unknown): string {
  if (name === undefined) return 'default';
  if (typeof name === 'string' && /^[\w-]{1,64}$/.test(name)) return name;
  throw new Refusal(400, 'BAD_NAME', 'A room is named by 1 to 64 letters, digits, "_" and "-".');
}

function delayOf(text: unknown): number {
  const milliseconds = Number(text ?? 1000);
  if (milliseconds >= 0 && milliseconds <= longestWait) return milliseconds;
  throw new Refusal(400, 'BAD_DELAY', `milliseconds must be a number from 0 to ${longestWait}.`);
}
