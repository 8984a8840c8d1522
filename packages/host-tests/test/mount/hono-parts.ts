import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { mount } from 'hono/mount';
import type { Sessions } from './sessions.js';

export function mountParts(app: Hono<{ Variables: { visited: Request } }>, sessions: Sessions): void {
  const visit = async (request: Request): Promise<string> => {
    const session = await sessions.get(request);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  };
  app.use((c, next) => {
    c.set('visited', c.req.raw);
    return next();
  });
  app.post('/upload', bodyLimit({ maxSize: 100_000 }), async (c) => c.text(await visit(c.get('visited'))));
  const part = async (_request: Request, visited: Request) => new Response(await visit(visited));
  app.all('/part/*', mount(part, { optionHandler: (c) => [c.get('visited')] }));
}
