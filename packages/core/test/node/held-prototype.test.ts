import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { slowSessions } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

type App = ReturnType<typeof express5>;
type Response = App['response'];

/** Returns whether a response looks sent, and the errors when a header is set. */
function stateOf(response: Response): unknown[] {
  const refusalOf = (change: () => unknown): unknown => {
    try {
      change();
      return 'accepted';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  };
  return [
    response.headersSent,
    response.writableEnded,
    refusalOf(() => response.setHeader('x-late', '1')),
    refusalOf(() => response.appendHeader('x-late', '1')),
    refusalOf(() => response.removeHeader('x-early')),
  ];
}

const sent = [true, true, 'ERR_HTTP_HEADERS_SENT', 'ERR_HTTP_HEADERS_SENT', 'ERR_HTTP_HEADERS_SENT'];

describe.each([
  ['express 4', express4],
  ['express 5', express5],
] as const)('a response of %s', (_name, express) => {
  /** Serves two requests with a session and one without, one after another. */
  async function run(
    prepare: (app: App, express: typeof express5) => void,
    early: (response: Response) => void = () => undefined,
  ): Promise<{ held: unknown[]; ownNames: string[]; headers: unknown[] }> {
    const app = express();
    const sessions = slowSessions();
    const held: unknown[] = [];
    const ownNames: string[] = [];
    prepare(app, express);
    app.use((_request, response, next) => {
      early(response);
      next();
    });
    app.use(sessionMiddleware(sessions));
    app.get('/held', async (request, response) => {
      const before = Object.getOwnPropertyNames(response);
      await sessions.get(request);
      response.setHeader('x-early', '1');
      response.end('ok');
      ownNames.push(...Object.getOwnPropertyNames(response).filter((name) => !before.includes(name)));
      held.push(stateOf(response));
    });
    app.get('/free', (_request, response) => {
      response.setHeader('x-early', '1');
      response.end('ok');
    });
    const headers: unknown[] = [];
    await serving(app, async (port) => {
      for (const path of ['/held', '/held', '/free']) {
        const [response] = await exchange(port, [{ path }]);
        headers.push(response!.headers.map(([header]) => header).filter((header) => header.startsWith('x-e')));
      }
    });
    return { held, ownNames, headers };
  }

  it('looks sent while it is held, without own properties', async () => {
    const { held, ownNames, headers } = await run(() => undefined);
    expect(held).toEqual([sent, sent]);
    expect(ownNames).not.toContain('setHeader');
    expect(ownNames).not.toContain('headersSent');
    expect(headers).toEqual([['x-early'], ['x-early'], ['x-early']]);
  });

  it('looks sent if the application has its own setHeader', async () => {
    const names: string[] = [];
    const { held } = await run((app) => {
      const { setHeader } = app.response;
      app.response.setHeader = function (this: Response, name: string, value: string) {
        names.push(name);
        return setHeader.call(this, name, value);
      } as Response['setHeader'];
    });
    expect(held).toEqual([sent, sent]);
    // Once for each request. The last one comes after the middleware could have changed the prototype.
    expect(names.filter((name) => name.startsWith('x-'))).toEqual(['x-early', 'x-early', 'x-early']);
  });

  it('looks sent if a middleware has wrapped its setHeader or fixed its headersSent', async () => {
    const { held } = await run(
      () => undefined,
      (response) => {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = ((name: string, value: string) => setHeader(name, value)) as Response['setHeader'];
        Object.defineProperty(response, 'headersSent', { get: () => false, configurable: true });
      },
    );
    expect(held).toEqual([sent, sent]);
  });

  it('calls a setHeader that is added to its prototype later', async () => {
    const names: string[] = [];
    let requests = 0;
    const parent = Object.getPrototypeOf(express.response) as Response;
    const { held, headers } = await run(
      () => undefined,
      () => {
        if (requests++ !== 1) return;
        Object.defineProperty(express.response, 'setHeader', {
          configurable: true,
          value(this: Response, name: string, value: string) {
            names.push(name);
            return parent.setHeader.call(this, name, value);
          },
        });
      },
    );
    Reflect.deleteProperty(express.response, 'setHeader');
    expect(held).toEqual([sent, sent]);
    expect(names.filter((name) => name === 'x-early')).toHaveLength(2);
    expect(headers).toEqual([['x-early'], ['x-early'], ['x-early']]);
  });
});
