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
  /** Returns whether any two successive requests of a new application share one, and any two responses. */
  async function areShared(): Promise<{ requests: boolean; responses: boolean }> {
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
    const pairs = seen.slice(1).map((later, index) => [seen[index]!, later] as const);
    return {
      requests: pairs.some(([one, other]) => haveSameShape(one.request, other.request)),
      responses: pairs.some(([one, other]) => haveSameShape(one.response, other.response)),
    };
  }

  it('share their hidden classes, even with added properties', async () => {
    // V8 keeps the classes of dictionaries in a cache of 64 places, by a random hash. Two that have the same place
    // replace each other at every request. With another application, each has another place.
    const found = [await areShared()];
    while (found.length < 8 && !(found.at(-1)!.requests && found.at(-1)!.responses)) found.push(await areShared());
    expect(found.at(-1)).toEqual({ requests: true, responses: true });
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
