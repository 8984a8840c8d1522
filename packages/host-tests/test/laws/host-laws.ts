import assert from 'node:assert/strict';
import { type SessionId, StoreError } from '@sess/core';
import type { Visited } from '@sess/conformance';
import type { Host } from '../hosts/host.js';
import { Scene, type ScenePage } from './scene.js';

/** What must hold in every framework with @sess. */
export interface HostLaw {
  readonly title: string;
  check(host: Host): Promise<void>;
}

const down = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));

/** The kinds of response that a handler sends. */
const shapes: Readonly<Record<string, () => { readonly body?: string | AsyncIterable<string> }>> = {
  '/text': () => ({ body: 'stored' }),
  '/empty': () => ({}),
  '/stream': () => ({
    body: (async function* () {
      yield 'stored ';
      await Promise.resolve();
      yield 'in pieces';
    })(),
  }),
};

function pagesThat(change: (session: Visited) => unknown): Record<string, ScenePage> {
  const pages: Record<string, ScenePage> = {};
  for (const [path, respond] of Object.entries(shapes)) {
    pages[path] = async (session) => {
      await change(await session());
      return respond();
    };
  }
  return pages;
}

/** Requests every kind concurrently, by GET and HEAD: a host must not confuse the requests whose commits failed. */
async function expectRefused(scene: Scene, status: number, cookie?: string): Promise<void> {
  const requests = Object.keys(shapes).flatMap((path) => ['GET', 'HEAD'].map((method) => ({ path, method })));
  const responses = await Promise.all(requests.map(({ path, method }) => scene.send(path, { cookie, method })));
  for (const [index, { path, method }] of requests.entries()) {
    const seen = responses[index]!;
    assert.deepEqual([method, path, seen.status, seen.cookies], [method, path, status, []]);
    assert.ok(!seen.body.includes('stored'), `${path} must not claim to have stored anything`);
  }
}

const set = (session: Visited) => session.set('visits', 1);

export const hostLaws: readonly HostLaw[] = [
  {
    title: 'the example of docs/frameworks.md counts visits',
    check: (host) =>
      Scene.play(host, {}, async (scene) => {
        const first = await scene.send('/visits');
        const cookie = first.cookies[0]?.split(';')[0];
        const second = await scene.send('/visits', { cookie });
        assert.deepEqual([first.body, second.body, second.cookies], ['Visit 1', 'Visit 2', []]);
        assert.match(first.response.headers.get('vary') ?? '', /cookie/i);
      }),
  },
  {
    title: 'a store that cannot create a record gives one 503 for each request, and a later request works',
    check: (host) =>
      Scene.play(host, pagesThat(set), async (scene) => {
        scene.before = (verb) => (verb === 'create' ? down() : Promise.resolve());
        await expectRefused(scene, 503);
        assert.equal(scene.unsaved.length, 6);
        scene.before = () => Promise.resolve();
        assert.equal((await scene.send('/text')).body, 'stored');
      }),
  },
  {
    title: 'a session of 3 MB gives an error with its status, and the next request works',
    check: (host) => {
      const pages = pagesThat((session) => session.set('much', 'x'.repeat(3_000_000)));
      pages['/little'] = async (session) => {
        set(await session());
        return { body: 'little' };
      };
      return Scene.play(host, pages, async (scene) => {
        const { status } = await scene.send('/text');
        const [error] = scene.unsaved as { readonly status: number }[];
        assert.equal(status, error?.status);
        await expectRefused(scene, status);
        assert.equal((await scene.send('/little')).body, 'little');
      });
    },
  },
  {
    title: 'a session that is revoked during the request gives a 401, and a 409 for a guest',
    check: (host) => {
      const pages = pagesThat(set);
      for (const [path, page] of Object.entries(pages)) {
        pages[path] = async (session, scene) => {
          await scene.sessions.revoke((await session()).id as SessionId);
          return page(session, scene);
        };
      }
      for (const owner of ['alice', undefined]) {
        pages[`/begin/${owner}`] = async (session) => {
          const begun = await session();
          begun.set('cart', 'apples');
          if (owner !== undefined) begun.signIn(owner);
          return { body: 'begun' };
        };
      }
      return Scene.play(host, pages, async (scene) => {
        for (const [owner, status] of [
          ['alice', 401],
          ['undefined', 409],
        ] as const) {
          const results = Object.keys(shapes).map(async (path) => {
            const seen = await scene.send(path, { cookie: await scene.begin(`/begin/${owner}`) });
            return [path, seen.status, seen.cookies];
          });
          const refused = Object.keys(shapes).map((path) => [path, status, []]);
          assert.deepEqual(await Promise.all(results), refused);
        }
      });
    },
  },
  {
    title: 'a store that is down when the session is loaded gives its status, 503',
    check: (host) =>
      Scene.play(host, pagesThat(set), async (scene) => {
        const cookie = await scene.begin('/text');
        scene.before = down;
        await expectRefused(scene, 503, cookie);
      }),
  },
  {
    title: 'a request with a cookie that does not use its session makes no store call',
    check: (host) =>
      Scene.play(host, { ...pagesThat(set), '/plain': () => Promise.resolve({ body: 'plain' }) }, async (scene) => {
        const cookie = await scene.begin('/text');
        scene.calls.length = 0;
        assert.equal((await scene.send('/plain', { cookie })).body, 'plain');
        assert.deepEqual(scene.calls, host.loadsAhead ? ['load'] : []);
      }),
  },
  {
    title: 'cookies, Vary and Cache-Control from the handler are kept beside ours',
    check: (host) => {
      const headers = { 'set-cookie': 'theme=dark', vary: 'Accept-Encoding', 'cache-control': 'max-age=60' };
      const page: ScenePage = async (session) => {
        set(await session());
        return { headers, body: 'stored' };
      };
      return Scene.play(host, { '/own': page }, async (scene) => {
        const { response, cookies } = await scene.send('/own');
        assert.equal(cookies.length, 2);
        assert.ok(cookies.includes('theme=dark'));
        const [vary, caching] = ['vary', 'cache-control'].map((name) => response.headers.get(name) ?? '');
        assert.match(vary ?? '', /^(?=.*accept-encoding)(?=.*cookie)/i);
        assert.match(caching ?? '', /^(?=.*max-age=60)(?=.*private)/);
      });
    },
  },
  {
    title: 'the other headers of a response are the same whether or not the handler used the session',
    check: (host) => {
      const pages: Record<string, ScenePage> = {};
      for (const [path, respond] of Object.entries(shapes)) {
        pages[path] = () => Promise.resolve(respond());
        pages[`/used${path}`] = async (session) => {
          set(await session());
          return respond();
        };
      }
      return Scene.play(host, pages, async (scene) => {
        for (const path of Object.keys(shapes)) {
          const [plain, used] = [await scene.send(path), await scene.send(`/used${path}`)];
          const others = (headers: Headers) =>
            Object.fromEntries(
              [...headers].filter(([name]) => !/^(set-cookie|vary|cache-control|date|etag)$/.test(name)),
            );
          assert.deepEqual(others(used.response.headers), others(plain.response.headers), path);
          assert.deepEqual([used.status, used.body], [plain.status, plain.body]);
        }
      });
    },
  },
];
