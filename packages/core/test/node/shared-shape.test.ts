import { setFlagsFromString } from 'node:v8';
import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { unchangedSessions } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

setFlagsFromString('--allow-natives-syntax');
// oxlint-disable-next-line typescript/no-implied-eval -- V8's own syntax, which is not JavaScript
const haveSameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const versions = [
  ['express 4', express4],
  ['express 5', express5],
] as const;

describe.each(versions)('requests and responses of %s', (_name, express) => {
  it('share their hidden classes, even with added properties', async () => {
    const seen: { request: object; response: object }[] = [];
    const app = express();
    app.use(sessionMiddleware(unchangedSessions()));
    app.get('/', (request, response) => {
      Object.assign(request, { user: {} });
      Object.assign(response, { view: {} });
      response.send('ok');
      seen.push({ request, response });
    });
    await serving(app, (port) =>
      exchange(
        port,
        Array.from({ length: 12 }, () => ({})),
      ),
    );
    // A garbage collection may drop a hidden class between two requests, so not every pair has to share it. Without a
    // shared one, no pair does.
    const pairs = seen.slice(1).map((later, index) => [seen[index]!, later] as const);
    expect(pairs.some(([one, other]) => haveSameShape(one.request, other.request))).toBe(true);
    expect(pairs.some(([one, other]) => haveSameShape(one.response, other.response))).toBe(true);
  });

  it.each([
    ['fixed', { writable: false, configurable: false, enumerable: false }],
    ['hidden', { writable: true, configurable: true, enumerable: false }],
  ])('keep the descriptor of a property that is %s', async (_kind, attributes) => {
    const app = express();
    const own = (object: object, name: string): unknown => Object.getOwnPropertyDescriptor(object, name);
    app.use((request, response, next) => {
      Object.defineProperty(request, 'res', { value: response, ...attributes });
      Object.defineProperty(response, 'req', { get: () => request, enumerable: false });
      response.locals.before = [own(request, 'res'), own(response, 'req')];
      next();
    });
    app.use(sessionMiddleware(unchangedSessions()));
    const seen: unknown[] = [];
    app.get('/', (request, response) => {
      seen.push(response.locals.before, [own(request, 'res'), own(response, 'req')]);
      response.send('ok');
    });
    const [response] = await serving(app, (port) => exchange(port, [{}]));
    expect(response?.body.toString()).toBe('ok');
    expect(seen[1]).toEqual(seen[0]);
  });
});
