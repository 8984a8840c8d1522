import express5, { type Express } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { catchRejections, sessionMiddleware } from '../../src/node/index.js';
import { serving } from './serve.js';

interface Shop {
  cart: Record<string, { sku: string; qty: number }>;
}

/** The README's first example, in which the visitor chooses the data key. */
function shop(app: Express): Express {
  const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
  app.set('env', 'test');
  app.use(sessionMiddleware(sessions));
  app.post(
    '/cart/:sku',
    catchRejections(async (request, response) => {
      const { sku } = request.params;
      const session = await sessions.get(request);
      const cart = session.update('cart', {}, (draft) => {
        (draft[sku] ??= { sku, qty: 0 }).qty++;
      });
      response.json(cart);
    }),
  );
  return app;
}

async function post(create: () => Express, sku: string): Promise<{ status: number; body: string }> {
  return serving(shop(create()), async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/cart/${sku}`, { method: 'POST' });
    return { status: response.status, body: await response.text() };
  });
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('a data key that a visitor chooses, on %s', (_name, create) => {
  const names = Object.getOwnPropertyNames(Object.prototype);

  it.each(names)('POST /cart/%s changes no prototype and does not end the process', async (name) => {
    const before = JSON.stringify(Object.getOwnPropertyDescriptors(Object.prototype));
    const { status } = await post(create, name);
    // `constructor` could be the name of an article. The methods of every object are refused.
    expect(status).toBe(name === 'constructor' ? 200 : 400);
    expect(JSON.stringify(Object.getOwnPropertyDescriptors(Object.prototype))).toBe(before);
    expect(Object.keys(Object)).toEqual([]);
    expect(({} as { qty?: unknown }).qty).toBeUndefined();
  });

  it('POST /cart/hat is stored', async () => {
    expect(await post(create, 'hat')).toEqual({ status: 200, body: '{"hat":{"sku":"hat","qty":1}}' });
  });
});
