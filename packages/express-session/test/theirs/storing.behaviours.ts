import { expect } from 'vitest';
import { differs, type Run, type Subject, same } from './behaviour.js';
import { counting, naming } from './handlers.js';
import { called, type StoredData } from './library.js';
import { type Handler, keyOf } from './site.js';
import { cleared, type Trial } from './trial.js';

/** The response is complete only after the session was stored, even if the store is slow. */
const storesFirst =
  (respond: Handler): Run =>
  async (trial) => {
    const { store, hold } = trial.backend();
    const site = await trial.serve({ store }, (request, response) => {
      if (request.url === '/other') return response.end();
      request.session['name'] = 'Ada';
      return respond(request, response);
    });
    // A visit without the middleware's help shows that the server had time to send the held response.
    const barrier = await trial.serveMiddleware(
      (_request, _response, next) => next(),
      (_, response) => response.end(),
    );
    const { begun, release } = hold('write');
    const order: string[] = [];
    const reply = site.visit().then((complete) => {
      order.push('complete');
      return complete;
    });
    await begun;
    await barrier.visit();
    order.push('stored');
    release();
    expect((await reply).status).toBe(200);
    expect(order).toEqual(['stored', 'complete']);
  };

const withDataOf =
  (first: Handler) =>
  async (trial: Trial, between: (store: ReturnType<Trial['memoryStore']>) => Promise<void> | void) => {
    const store = trial.memoryStore();
    const site = await trial.serve({ store, cookie: { maxAge: 5 } }, first);
    const before = await site.visit();
    await between(store);
    return { before, after: await site.visit({ cookie: before }) };
  };

const afterClearing = (trial: Trial) => withDataOf(counting)(trial, cleared);
const afterExpiry = (trial: Trial) => withDataOf(counting)(trial, () => trial.advance(20));

export const storing: Subject = {
  subject: 'Storing a session and finding it again',
  behaviours: [
    same(
      'completes a response only after the session was stored',
      storesFirst((_, response) => response.end('stored')),
    ),
    same(
      'completes an empty response only after the session was stored',
      storesFirst((_, response) => {
        response.setHeader('Content-Length', '0');
        response.end();
      }),
    ),
    same(
      'completes a response that is sent in parts only after the session was stored',
      storesFirst((_, response) => {
        response.setHeader('Content-Length', '8');
        response.write('in ');
        response.end('parts');
      }),
    ),
    same(
      'completes a response with a length only after the session was stored',
      storesFirst((_, response) => {
        response.setHeader('Content-Length', '6');
        response.end('stored');
      }),
    ),
    same('moves the deadline of a stored session with each visit', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, (request, response) => {
        request.session['name'] = 'Ada';
        response.end(request.session.id);
      });
      const deadlineOf = async (id: string): Promise<number> => {
        const data = await called<StoredData>((done) => store.get(id, done));
        return Number(new Date(data.cookie.expires!));
      };
      const first = await site.visit();
      const deadline = await deadlineOf(first.text);
      expect(new Date(deadline).toUTCString()).toBe(first.cookies[0]!.attributes['expires']);
      trial.advance(5000);
      const second = await site.visit({ cookie: first });
      expect(second.text).toBe(first.text);
      expect(await deadlineOf(second.text)).toBe(deadline + 5000);
    }),
    same('begins a new session when the one of the cookie is not in the store', async (trial) => {
      expect((await afterClearing(trial)).after).toMatchObject({ status: 200, text: 'visit 1' });
    }),
    same('gives a new key when the session of the cookie is not in the store', async (trial) => {
      const { before, after } = await afterClearing(trial);
      expect(after.cookies).toHaveLength(1);
      expect(keyOf(after)).not.toBe(keyOf(before));
    }),
    same('begins a new session for a key without a signature', async (trial) => {
      const site = await trial.serve({ key: 'sessid' }, counting);
      const first = await site.visit();
      const second = await site.visit({ cookie: `sessid=${keyOf(first)}` });
      expect(second).toMatchObject({ status: 200, text: 'visit 1', cookies: [{ name: 'sessid' }] });
      expect(keyOf(second)).not.toBe(keyOf(first));
    }),
    same('does not read the store for a key with a wrong signature', async (trial) => {
      const { store, counts } = trial.backend();
      const site = await trial.serve({ store, key: 'sessid' }, counting);
      const first = await site.visit();
      const { name, value } = first.cookies[0]!;
      const second = await site.visit({ cookie: `${name}=${value.replace(/...\./, '.')}` });
      expect(second).toMatchObject({ status: 200, text: 'visit 1', cookies: [{ name: 'sessid' }] });
      expect(counts.read).toBe(0);
    }),
    same('begins a new session when the one of the cookie has expired', async (trial) => {
      expect((await afterExpiry(trial)).after).toMatchObject({ status: 200, text: 'visit 1' });
    }),
    same('gives a new key when the session of the cookie has expired', async (trial) => {
      const { before, after } = await afterExpiry(trial);
      expect(after.cookies).toHaveLength(1);
      expect(keyOf(after)).not.toBe(keyOf(before));
    }),
    same('does not list an expired session', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store, cookie: { maxAge: 5 } }, naming);
      await site.visit();
      const listed = async (): Promise<string[]> => Object.keys(await called<object>((done) => store.all(done)));
      expect(await listed()).toHaveLength(1);
      trial.advance(10);
      expect(await listed()).toEqual([]);
    }),
    differs(
      'fails when what is stored has no cookie',
      async (trial) => {
        const store = trial.memoryStore();
        const site = await trial.serve({ store }, counting);
        const first = await site.visit();
        await called<void>((done) => store.set(keyOf(first), { visits: 7 }, done));
        expect(await site.visit({ cookie: first })).toMatchObject({ status: 500 });
      },
      'The attributes of the cookie are not needed to read the data',
      async (trial) => {
        const store = trial.memoryStore();
        const site = await trial.serve({ store }, counting);
        const first = await site.visit();
        await called<void>((done) => store.set(keyOf(first), { visits: 7 }, done));
        expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: 'visit 8' });
      },
    ),
  ],
};
