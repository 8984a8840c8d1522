import { type Chapter, expectHeld, type Scene } from '../../story/story.js';
import { cookiesOf } from '../../story/visitor.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectEqual } from '../../suite/expect.js';

/** Lets the backend go down after a slow page has loaded its session and before it responds. */
async function failedCommit({ shop, visitor, backend }: Scene): Promise<Response> {
  const pending = visitor.visit('/slow');
  await shop.arrived.opened;
  backend.isDown = true;
  shop.released.open();
  const response = await pending;
  backend.isDown = false;
  return response;
}

/** The time limit for a response, long enough for a slow machine. */
const maxResponseMs = 15_000;

/** Fails if the response does not arrive in time, instead of hanging. */
async function responseInTime(pending: Promise<Response>, shown: string): Promise<Response> {
  const first = await within(maxResponseMs, pending);
  const demand = `A request must get a response within ${maxResponseMs / 1000} s: ${shown}.`;
  expect(first !== noResponse, demand, 'no response');
  return first;
}

/** Fails unless the data is stored, with this key in it, once the headers of the response have arrived. */
async function expectStored(scene: Scene, shape: string): Promise<void> {
  const stored = await expectHeld(scene, `once the headers of ${shape} have arrived`);
  const isStored = stored.payload.includes(shape);
  expect(isStored, `The write of ${shape} must be stored once its headers have arrived.`, 'it is not');
}

export const responseChapters: readonly Chapter[] = [
  {
    number: '116a',
    title: 'a response of 500 or above saves nothing, a thrown error counts by its status, and 4xx saves',
    async check({ visitor }) {
      const failing = ['/set?key=lost&status=500', '/set?key=lost&status=503', '/set-and-throw?key=lost'];
      for (const path of failing) {
        const response = await visitor.visit(path);
        const seen = { path, status: response.status, cookies: cookiesOf(response).length };
        const isRefused = seen.status >= 500 && seen.cookies === 0;
        expect(isRefused, 'A server error must set no cookie, since it saves nothing.', seen);
      }
      await visitor.visit('/set?key=kept&status=404');
      for (const path of failing) await visitor.visit(path);
      const { data } = await visitor.read();
      const isRight = data['kept'] === '1' && !('lost' in data) && !('shown' in data);
      const demand = 'Server errors must save nothing, neither of the page nor of the error page, and a 404 must save.';
      expect(isRight, demand, data);
    },
  },
  {
    number: '116b',
    title: 'what a page saved by calling save() is kept, even if it becomes a server error',
    async check({ fixture, visitor }) {
      await visitor.visit('/set?key=first');
      const failed = await visitor.visit('/save-and-fail?key=second');
      const thrown = await visitor.visit('/save-and-throw?key=third');
      const statuses = [failed.status, thrown.status];
      expect(Math.min(...statuses) >= 500, 'The pages must become server errors.', statuses);
      // If a fetch handler throws, its caller responds, and does not know which cookie to send.
      const isThirdDue = fixture.kind === 'keyed' || cookiesOf(thrown).length > 0;
      const { data } = await visitor.read();
      const isThere = data['second'] === '1' && (data['third'] === '1') === isThirdDue;
      expect(isThere && !('shown' in data), 'The changes that save() stored must be kept, and nothing else.', data);
    },
  },
  {
    number: '116c',
    title: 'a failed commit is an error response that changes no cookie, and changes of the error page are not stored',
    async check(scene) {
      const { visitor, backend } = scene;
      await visitor.visit('/set?key=first');
      const { cookie } = visitor;
      const response = await failedCommit(scene);
      const seen = { status: response.status, cookies: cookiesOf(response).length };
      const isRefused = seen.status === 503 && seen.cookies === 0;
      expect(isRefused, 'A failed commit must be a 503 that sets and clears no cookie.', seen);
      const isDated = response.headers.get('retry-after') !== null;
      expect(isDated, 'The response must have Retry-After if the store is down.', 'none');
      backend.isDown = true;
      const down = await visitor.visit('/read');
      backend.isDown = false;
      const isCorrect = down.status >= 500 && cookiesOf(down).length === 0 && visitor.cookie === cookie;
      expect(isCorrect, 'A failed load must be an error that sets and clears no cookie.', down.status);
      const { data } = await visitor.read();
      expect(JSON.stringify(data) === '{"first":"1"}', 'After failures, the session must be as it was before.', data);
    },
  },
  {
    number: '116d',
    title:
      'a failed commit gets exactly one response in time, whatever the host does with the error, and the next request works',
    async check({ shop, visitor, backend }) {
      shop.released.open();
      for (const method of ['GET', 'HEAD']) {
        for (const path of ['/set', '/set-and-redirect', '/no-content', '/empty', '/streaming']) {
          const shown = `${method} ${path}`;
          backend.isDown = true;
          const response = await responseInTime(visitor.visit(path, { method }), shown);
          backend.isDown = false;
          const seen = { status: response.status, cookies: cookiesOf(response).length };
          const isRefused = seen.status === 503 && seen.cookies === 0;
          expect(isRefused, `A failed commit must become a 503 without a cookie: ${shown}.`, seen);
          const next = await responseInTime(visitor.visit('/untouched'), `the request after ${shown}`);
          expectEqual(next.status, 200, `The request after a failed commit must succeed: ${shown}.`);
        }
      }
      const { isNew, data } = await visitor.read();
      expect(isNew && Object.keys(data).length === 0, 'No failed change may be stored.', data);
    },
  },
  {
    number: '120a',
    title: 'responses without a body (204, 304, empty, HEAD) are committed before their headers are sent',
    async check(scene) {
      for (const path of ['/no-content', '/not-modified', '/empty']) {
        const response = await scene.visitor.send(path);
        await expectStored(scene, path);
        expect(response.status < 400, `${path} must keep its own status.`, response.status);
      }
      await scene.visitor.send('/set?key=head', { method: 'HEAD' });
      await expectStored(scene, 'head');
    },
  },
  {
    number: '120b',
    title: 'a stream is committed before its first piece',
    async check(scene) {
      const { shop, visitor } = scene;
      const response = await visitor.send('/streaming');
      await expectStored(scene, '/streaming');
      shop.released.open();
      expectEqual(await response.text(), 'first last', 'The stream must arrive completely.');
    },
  },
];
