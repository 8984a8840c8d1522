import { expect } from 'vitest';
import { differs, type Run, type Subject, same } from './behaviour.js';
import { counting, naming } from './handlers.js';
import { called, type RequestSession, type StoredData } from './library.js';
import { type Handler, keyOf } from './site.js';
import { cleared, lengthOf, type Trial } from './trial.js';

const saveThenEnd: Handler = (request, response) => {
  request.session['name'] = 'Ada';
  request.session.save((error) => response.end(error ? 'failed' : 'saved'));
};

/** The first visit writes once, in `save`, and the end of the request writes nothing more. */
const savesOnce =
  (options: object, handler: Handler): Run =>
  async (trial) => {
    const { store, counts } = trial.backend();
    const site = await trial.serve({ store, ...options }, handler);
    const first = await site.visit();
    expect([first.text, counts.write]).toEqual(['saved', 1]);
    const second = await site.visit({ cookie: first });
    expect(second.text).toBe('saved');
    expect(counts.write).toBeLessThanOrEqual(2);
  };

/** What a request sees whose session leaves the store while it is handled. */
async function withVanishedSession(trial: Trial, handle: Handler) {
  const store = trial.memoryStore();
  const site = await trial.serve({ store, resave: false }, (request, response) => {
    if (request.url === '/') return naming(request, response);
    return cleared(store).then(() => handle(request, response));
  });
  const first = await site.visit();
  return site.visit({ path: '/reload', cookie: first });
}

const withDisconnectedStore =
  (expected: string): Run =>
  async (trial) => {
    const store = trial.memoryStore();
    const site = await trial.serve({ store }, (request, response) => response.end(typeof request.session));
    store.emit('disconnect');
    const reply = await site.visit();
    expect([reply.status, reply.text]).toEqual([200, expected]);
    expect(reply.cookies).toHaveLength(expected === 'object' ? 1 : 0);
  };

const disconnected = 'Down is not absent: what a store emits takes no session away. A read that fails is a 503';

export const sessionMethods: Subject = {
  subject: '`request.session` and its methods',
  behaviours: [
    same('keeps the data from one visit to the next, where `store.load` finds it too', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, counting);
      const first = await site.visit();
      const loaded = await called<RequestSession | undefined>((done) => store.load(keyOf(first), done));
      expect(loaded?.['visits']).toBe(1);
      expect(await site.visit({ cookie: first })).toMatchObject({ text: 'visit 2' });
    }),
    same('sends a cookie that expires again when the session was changed, and only then', async (trial) => {
      const site = await trial.serve({}, (request, response) => {
        if (request.url === '/read') response.end(`visit ${String(request.session['visits'])}`);
        else counting(request, response);
      });
      const first = await site.visit();
      const second = await site.visit({ cookie: first });
      const third = await site.visit({ path: '/read', cookie: first });
      const fourth = await site.visit({ cookie: first });
      const sent = [first, second, third, fourth].map(({ text, cookies }) => [text, cookies.length]);
      expect(sent).toEqual([
        ['visit 1', 1],
        ['visit 2', 1],
        ['visit 2', 0],
        ['visit 3', 1],
      ]);
    }),
    same('has no methods in a `for … in` loop', async (trial) => {
      const site = await trial.serve({}, (request, response) => {
        Object.assign(request.session, { one: 1, two: 2 });
        const names: string[] = [];
        for (const name in request.session) names.push(name);
        response.end(names.toSorted().join());
      });
      expect(await site.visit()).toMatchObject({ text: 'cookie,one,two' });
    }),
    differs(
      'has no session while the store says that it is disconnected',
      withDisconnectedStore('undefined'),
      disconnected,
      withDisconnectedStore('object'),
    ),
    differs(
      'has no session until a disconnected store says that it is connected',
      async (trial) => {
        const store = trial.memoryStore();
        const site = await trial.serve({ store }, (request, response) => response.end(typeof request.session));
        store.emit('disconnect');
        expect((await site.visit()).text).toBe('undefined');
        store.emit('connect');
        expect((await site.visit()).text).toBe('object');
      },
      disconnected,
      withDisconnectedStore('object'),
    ),
    same('drops changes at `reload`, and shows what another visit has stored', async (trial) => {
      const site = await trial.serve({}, async (request, response) => {
        request.session['path'] = request.url;
        if (request.url !== '/slow') return response.end();
        await site.visit({ path: '/other', cookie: request.headers.cookie });
        return request.session.reload((error) => response.end(`${Boolean(error)} ${String(request.session['path'])}`));
      });
      const first = await site.visit();
      expect(await site.visit({ path: '/slow', cookie: first })).toMatchObject({ text: 'false /other' });
    }),
    same('passes an error to the callback of `reload` when the session is gone', async (trial) => {
      const reply = await withVanishedSession(trial, (request, response) => {
        request.session.reload((error) => response.end(error instanceof Error ? 'failed' : 'reloaded'));
      });
      expect(reply).toMatchObject({ status: 200, text: 'failed' });
    }),
    same('stands many calls of `reload` in a row when the session is gone', async (trial) => {
      const reply = await withVanishedSession(trial, (request, response) => {
        let calls = 0;
        const again = (): unknown => {
          calls += 1;
          return calls < 50 ? request.session.reload(again) : response.end(String(calls));
        };
        again();
      });
      expect(reply).toMatchObject({ status: 200, text: '50' });
    }),
    same('has stored the session when it calls back from `save`', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, (request, response) => {
        request.session['name'] = 'Ada';
        request.session.save(() => {
          store.get(request.session.id, (_, data) => response.end(String(data?.['name'])));
        });
      });
      expect(await site.visit()).toMatchObject({ status: 200, text: 'Ada' });
    }),
    same('does not write at the end of a request what `save` has written', savesOnce({}, saveThenEnd)),
    same(
      'does not write at the end of a request what `save` has written after `reload`',
      savesOnce({}, (request, response) => {
        request.session['name'] = 'Ada';
        request.session.reload(() => {
          request.session.save((error) => response.end(error ? 'failed' : 'saved'));
        });
      }),
    ),
    same(
      'does not write at the end of a request what `save` has written, under `saveUninitialized: false`',
      savesOnce({ saveUninitialized: false }, saveThenEnd),
    ),
    same('moves the deadline at `touch`', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store, resave: false }, (request, response) => {
        request.session['name'] = 'Ada';
        request.session.touch();
        response.end();
      });
      const first = await site.visit();
      const deadline = async (): Promise<number> => {
        const data = await called<StoredData>((done) => store.get(keyOf(first), done));
        return Number(new Date(data.cookie.expires!));
      };
      const before = await deadline();
      trial.advance(5000);
      await site.visit({ cookie: first });
      expect(await deadline()).toBe(before + 5000);
      expect(await lengthOf(store)).toBe(1);
    }),
  ],
};
