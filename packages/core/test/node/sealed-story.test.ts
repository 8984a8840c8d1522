import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/index.js';
import { withSession } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { setUpRevoking, setUpSealed } from '../sealed-set-up.js';
import type { Shop } from '../set-up.js';
import { serving } from './serve.js';

type Sessions = ReturnType<typeof setUpSealed>['sessions'];
/** The response of a handler. */
interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
}
type Handler = (session: Session<Shop>) => Reply | Promise<Reply>;
type Send = (handler: Handler, init?: RequestInit) => Promise<Response>;

const plain = { status: 200, body: 'ok' };

/** Each calls `use` with a function that sends a request through that middleware. */
const stacks: Record<string, (sessions: Sessions, use: (send: Send) => Promise<void>) => Promise<void>> = {
  async fetch(sessions, use) {
    await use(async (handler, init) => {
      const request = new Request('http://shop.example/', init);
      const respond = async (): Promise<Response> => {
        const { body, ...rest } = await handler(await sessions.get(request));
        return new Response(request.method === 'HEAD' ? null : body, rest);
      };
      return handleSession(sessions, request, respond).catch(() => new Response('failed', { status: 500 }));
    });
  },
  async node(sessions, use) {
    let handle: Handler = () => plain;
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      const failed = (): Reply => ({ status: 500 });
      const {
        status = 200,
        headers = {},
        body,
      } = await Promise.resolve(await sessions.get(request))
        .then(handle)
        .catch(failed);
      response.writeHead(status, headers).end(body ?? undefined);
    });
    await serving(listener, (port) =>
      use((handler, init) => {
        handle = handler;
        return fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual', ...init });
      }),
    );
  },
};

function browser(send: Send) {
  const held = new Map<string, string>();
  const go: Send = async (handler, init = {}) => {
    const cookie = [...held].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await send(handler, { ...init, headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (line.includes('Max-Age=0')) held.delete(name!);
      else held.set(name!, value!);
    }
    return response;
  };
  return { held, go };
}

const set =
  (name: string, reply: Reply = plain): Handler =>
  (session) => {
    session.set('name', name);
    return reply;
  };

const cookiesOf = (response: Response): number => response.headers.getSetCookie().length;

describe.each(Object.keys(stacks))('a sealed session behind the middleware of %s', (stack) => {
  const run = (sessions: Sessions, use: (page: ReturnType<typeof browser>) => Promise<void>): Promise<void> =>
    stacks[stack]!(sessions, (send) => use(browser(send)));

  it('is created, read, changed and signed out, and reading sets no cookie', async () => {
    await run(setUpSealed().sessions, async ({ go, held }) => {
      expect(cookiesOf(await go((session) => ({ body: `${session.get('name')}` })))).toBe(0);
      const first = await go(set('first'));
      expect([cookiesOf(first), first.headers.get('vary'), first.headers.get('cache-control')]).toEqual([
        1,
        'Cookie',
        'private',
      ]);
      const read = await go((session) => ({ body: session.get('name')! }));
      expect([await read.text(), cookiesOf(read)]).toEqual(['first', 0]);
      await go(set('second'));
      expect(await (await go((session) => ({ body: session.get('name')! }))).text()).toBe('second');
      await go(async (session) => {
        await session.destroy();
        return plain;
      });
      expect(held.size).toBe(0);
    });
  });

  it('is stored before a redirect and before other responses without a body', async () => {
    await run(setUpSealed().sessions, async ({ go }) => {
      for (const reply of [
        { status: 303, headers: { location: '/' }, body: null },
        { status: 304, body: null },
        { status: 204, body: null },
      ]) {
        const response = await go(set(`${reply.status}`, reply));
        expect([response.status, cookiesOf(response)]).toEqual([reply.status, 1]);
        expect(await (await go((session) => ({ body: session.get('name')! }))).text()).toBe(`${reply.status}`);
      }
      expect(cookiesOf(await go(set('head'), { method: 'HEAD' }))).toBe(1);
    });
  });

  it('is unchanged after a server error or a commit that failed', async () => {
    const { sessions, store } = setUpSealed();
    await run(sessions, async ({ go, held }) => {
      await go(set('kept'));
      const before = held.get('sid');
      for (const [handler, status] of [
        [set('dropped', { status: 500 }), 500],
        [() => Promise.reject(new Error('bug')), 500],
        [set('x'.repeat(5000)), 413],
      ] as const) {
        const response = await go(handler);
        expect([response.status, cookiesOf(response)]).toEqual([status, 0]);
      }
      store.seal = () => Promise.reject(new Error('down'));
      const down = await go(set('dropped'));
      expect([down.status, down.headers.get('retry-after'), cookiesOf(down)]).toEqual([503, '5', 0]);
      expect(held.get('sid')).toBe(before);
    });
  });

  it('is interrupted with 401 and without a cookie if it ended meanwhile', async () => {
    const { sessions } = setUpRevoking();
    await run(sessions, async ({ go, held }) => {
      await go((session) => {
        session.signIn('alice');
        return plain;
      });
      const header = `sid=${held.get('sid')}`;
      const response = await go(async (session) => {
        const other = await sessions.open(header, { secure: false });
        await other.session.destroy();
        return set('late')(session);
      });
      expect([response.status, cookiesOf(response)]).toEqual([401, 0]);
    });
  });
});

describe('a stream with a sealed session', () => {
  it('refuses changes after its headers, and is aborted after a change inside a value', async () => {
    const { sessions } = setUpSealed();
    let refused: unknown;
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      const session = await sessions.get(request);
      if (request.url === '/first') {
        session.set('cart', { hat: 1 });
        response.end('first');
        return;
      }
      await new Promise((resolve) => {
        response.write('begun', resolve);
      });
      try {
        session.set('visits', 2);
      } catch (error) {
        refused = error;
      }
      if (request.url === '/inside') session.get('cart')!['hat'] = 2;
      response.end('ended');
    });
    await serving(listener, async (port) => {
      const first = await fetch(`http://127.0.0.1:${port}/first`);
      const cookie = first.headers.getSetCookie()[0]!.split(';')[0]!;
      const whole = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
      expect([await whole.text(), refused]).toEqual(['begunended', expect.objectContaining({ code: 'WRONG_TIME' })]);
      const broken = await fetch(`http://127.0.0.1:${port}/inside`, { headers: { cookie } });
      await expect(broken.text()).rejects.toThrow(/terminated/);
    });
  });
});
