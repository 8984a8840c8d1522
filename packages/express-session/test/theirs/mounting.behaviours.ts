import { expect } from 'vitest';
import { type Subject, same } from './behaviour.js';
import { counting, countVisit, naming } from './handlers.js';
import { called, type StoredData } from './library.js';
import { lengthOf } from './trial.js';

export const mounting: Subject = {
  subject: 'The middleware',
  behaviours: [
    same('has the classes of sessions and stores as properties', ({ library: { session } }) => {
      for (const constructor of [session.Session, session.Store, session.MemoryStore, session.Cookie]) {
        expect(typeof constructor).toBe('function');
      }
    }),
    same('passes on a request that has a session already', async (trial) => {
      const prepare = (request: object): unknown => Object.assign(request, { session: { mine: true } });
      const site = await trial.serve(
        {},
        (request, response) => response.end(Object.keys(request.session).join()),
        prepare,
      );
      const reply = await site.visit();
      expect(reply).toMatchObject({ status: 200, text: 'mine', cookies: [] });
    }),
    same('passes on an error when there is no secret', async (trial) => {
      const site = await trial.serve({ secret: undefined });
      const reply = await site.visit();
      expect(reply.status).toBe(500);
      expect(site.errors).toHaveLength(1);
      expect(reply.text).toMatch(/secret.*required/);
    }),
    same('takes the secret from the request when it has none', async (trial) => {
      const site = await trial.serve({ secret: undefined }, counting, (request) => {
        request.secret = 'of the request';
      });
      const first = await site.visit();
      expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: 'visit 2' });
    }),
    same('stores a new session that was changed, and sets its cookie', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, naming);
      const reply = await site.visit();
      expect(reply).toMatchObject({ status: 200, text: 'named', cookies: [{ name: 'connect.sid' }] });
      expect(await lengthOf(store)).toBe(1);
    }),
    same('finds the session of a cookie', async (trial) => {
      const site = await trial.serve({}, counting);
      const first = await site.visit();
      expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: 'visit 2' });
    }),
    same('passes on the error of a read, and calls no handler', async (trial) => {
      const { store, fail } = trial.backend();
      const site = await trial.serve({ store }, counting);
      fail('read', new Error('down'));
      const first = await site.visit();
      expect(first).toMatchObject({ status: 200, text: 'visit 1', cookies: [{ name: 'connect.sid' }] });
      const second = await site.visit({ cookie: first });
      expect(second.status).toBeGreaterThanOrEqual(500);
      expect(second.text).not.toContain('visit');
      expect(site.errors).toHaveLength(1);
    }),
    same('takes an error of `get` with the code ENOENT for a session that does not exist', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, counting);
      store.get = (_id, done) => done(Object.assign(new Error('no such file'), { code: 'ENOENT' }));
      const first = await site.visit();
      expect(first).toMatchObject({ status: 200, text: 'visit 1', cookies: [{ name: 'connect.sid' }] });
      expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: 'visit 1' });
    }),
    same('gives two visitors a session each', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, counting);
      const replies = await Promise.all([site.visit(), site.visit()]);
      expect(replies.map(({ text }) => text)).toEqual(['visit 1', 'visit 1']);
      expect(Object.keys(await called<object>((done) => store.all(done)))).toHaveLength(2);
    }),
    same('works when the URL of a request is empty', async (trial) => {
      const site = await trial.serve({}, naming, (request) => {
        request.url = '';
      });
      expect(await site.visit()).toMatchObject({ status: 200, cookies: [{ name: 'connect.sid' }] });
    }),
    same('ignores the second of two calls of `response.end`', async (trial) => {
      const site = await trial.serve({}, (_, response) => {
        response.setHeader('Content-Type', 'text/plain');
        response.end('first');
        response.end();
      });
      const reply = await site.visit();
      expect(reply).toMatchObject({ status: 200, text: 'first', headers: { 'content-type': 'text/plain' } });
    }),
    same('sends nothing for `response.end(null)`', async (trial) => {
      const site = await trial.serve({}, (_, response) => response.end(null));
      expect(await site.visit()).toMatchObject({ status: 200, text: '' });
    }),
    same('loads a session whose data has the name of a method', async (trial) => {
      const store = trial.memoryStore();
      let id = '';
      const site = await trial.serve({ store }, (request, response) => {
        id = request.session.id;
        response.end(`visit ${countVisit(request)}, save is a ${typeof request.session.save}`);
      });
      const first = await site.visit();
      const data = await called<StoredData>((done) => store.get(id, done));
      await called<void>((done) => store.set(id, { ...data, save: 'not a method' }, done));
      expect(await site.visit({ cookie: first })).toMatchObject({ text: 'visit 2, save is a function' });
    }),
    same('has only the data and the cookie as enumerable properties of a session', async (trial) => {
      const site = await trial.serve({}, (request, response) => {
        Object.assign(request.session, { one: 1, two: 'b' });
        response.end(Object.keys(request.session).toSorted().join());
      });
      expect(await site.visit()).toMatchObject({ text: 'cookie,one,two' });
    }),
    same(
      'stores nothing when the application has replaced `sessionID` by something else than a string',
      async (trial) => {
        const store = trial.memoryStore();
        const site = await trial.serve({ store }, (request, response) => {
          request.sessionID = () => 'made up';
          naming(request, response);
        });
        expect(await site.visit()).toMatchObject({ status: 200, cookies: [] });
        expect(await lengthOf(store)).toBe(0);
      },
    ),
    same('renews a rolling cookie when the response is sent in parts', async (trial) => {
      const site = await trial.serve({ rolling: true }, (request, response) => {
        request.session['name'] = 'Ada';
        response.write('in ');
        setImmediate(() => response.end('parts'));
      });
      const first = await site.visit();
      trial.advance(2000);
      const second = await site.visit({ cookie: first });
      expect(second.text).toBe('in parts');
      const [before, after] = [first, second].map(({ cookies }) =>
        Date.parse(String(cookies[0]!.attributes['expires'])),
      );
      expect(after! - before!).toBe(2000);
    }),
  ],
};
