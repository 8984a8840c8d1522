import { type SessionManager, SessionError } from '@sess/core';
import { honoSession } from '@sess/core/hono';
import { Hono, type HonoRequest } from 'hono';
import { HTTPException } from 'hono/http-exception';

export interface Shop {
  visits: number;
  /** How many of each article. */
  cart: Record<string, number>;
}

export function createApp(sessions: SessionManager<Shop>) {
  const app = new Hono();
  app.use(honoSession(sessions));

  app.onError((error, c) => {
    const status = error instanceof HTTPException || error instanceof SessionError ? error.status : 500;
    if (status >= 500) console.error(error);
    return c.json({ error: status < 500 ? error.message : 'Please try again later.' }, status as 500);
  });

  app.get('/', async (c) => {
    const session = await sessions.get(c);
    const visits = session.update('visits', 0, (count) => count + 1);
    return c.json({ visits, cart: session.get('cart') ?? {}, user: session.owner });
  });

  app.post('/cart', async (c) => {
    const session = await sessions.get(c);
    const article = await field(c.req, 'article');
    session.update('cart', {}, (cart) => {
      cart[article] = (cart[article] ?? 0) + 1;
    });
    return c.redirect('/', 303);
  });

  // A real shop would check a password here.
  app.post('/sign-in', async (c) => {
    const session = await sessions.get(c);
    session.signIn(await field(c.req, 'name'));
    return c.redirect('/', 303);
  });

  app.post('/sign-out', async (c) => {
    const session = await sessions.get(c);
    await session.destroy();
    return c.redirect('/', 303);
  });

  app.get('/devices', async (c) => {
    const { id, owner } = await sessions.get(c);
    if (owner === undefined) throw new HTTPException(401, { message: 'Sign in first.' });
    const devices = [];
    for await (const device of sessions.list(owner)) {
      devices.push({ since: new Date(device.createdAt), isThisOne: device.id === id });
    }
    return c.json(devices);
  });

  app.post('/sign-out-everywhere', async (c) => {
    const session = await sessions.get(c);
    if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
    await session.destroy();
    return c.redirect('/', 303);
  });

  return app;
}

/** Returns a field of a form. */
async function field(request: HonoRequest, name: string): Promise<string> {
  const value = (await request.parseBody())[name];
  if (typeof value !== 'string') throw new HTTPException(400, { message: `${name} is missing.` });
  return value;
}
