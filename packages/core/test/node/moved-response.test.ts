import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { slowly } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

const versions = [
  ['express 4', express4],
  ['express 5', express5],
] as const;
const pairs = versions.flatMap((outer) => versions.map((inner) => ({ outer, inner })));

// `vhost` and `next-connect` call an application as a function. It gives the response its own prototype then, as `app.use(app)` does
// not: that one inherits from the application around it.
describe.each(pairs)('a response of $outer.0 that is handed to $inner.0', ({ outer: [, outer], inner: [, inner] }) => {
  it.each(['before', 'after'])('is held where the session was asked for %s', async (when) => {
    const sessions = slowly();
    const app = outer();
    const other = inner();
    app.use(sessionMiddleware(sessions));
    app.use(async (request, _response, next) => {
      if (when === 'before') await sessions.get(request);
      next();
    });
    app.use((request, response) => void other(request, response));
    other.use(async (request, response) => {
      if (when === 'after') await sessions.get(request);
      response.send('ok');
    });
    const responses = await serving(app, (port) => exchange(port, [{}, {}]));
    for (const { headers, body } of responses) {
      expect(headers.filter(([name]) => name === 'Set-Cookie')).toHaveLength(1);
      expect(body.toString()).toBe('ok');
    }
    expect(sessions.calls).toHaveLength(2);
  });
});
