import { expect } from 'vitest';
import { differs, type Run, type Subject, same } from './behaviour.js';
import { counting, naming, namingByPut } from './handlers.js';
import type { Backend } from './backend.js';
import type { Handler, Reply, Visit } from './site.js';
import type { Trial } from './trial.js';

const end: Handler = (_, response) => response.end();

/** The first visit writes so often, and sets a cookie or not. */
const firstVisit =
  (options: object, handler: Handler, writes: number): Run =>
  async (trial) => {
    const { store, counts } = trial.backend();
    const site = await trial.serve({ store, ...options }, handler);
    const reply = await site.visit();
    expect(reply.status).toBe(200);
    expect(reply.cookies.map(({ name }) => name)).toEqual(writes > 0 ? ['connect.sid'] : []);
    expect(counts.write).toBe(writes);
  };

interface TwoVisits {
  readonly second: Reply;
  /** The writes of the second visit. */
  readonly writes: number;
}

/** A visit that sets a name, and one that sets the same name again. */
async function twoVisits(trial: Trial, options: object, visit: Visit = {}): Promise<TwoVisits> {
  const { store, counts } = trial.backend();
  const site = await trial.serve({ store, ...options }, naming);
  const first = await site.visit();
  expect(counts.write).toBe(1);
  trial.advance(1000);
  const second = await site.visit({ ...visit, cookie: first });
  return { second, writes: counts.write - 1 };
}

const unchangedWrites =
  (options: object, expected: number): Run =>
  async (trial) => {
    const { second, writes } = await twoVisits(trial, options);
    expect(second.status).toBe(200);
    expect(writes).toBe(expected);
  };

const rollingCookies =
  (options: object, expected: number): Run =>
  async (trial) => {
    const { second } = await twoVisits(trial, options);
    expect(second.cookies).toHaveLength(expected);
  };

const noResave =
  '`resave` means nothing: a write is conditional, so a session that was not changed is never written over a newer one';

/** Two visits to a store whose renewals fail. */
async function failingRenewal(trial: Trial): Promise<{ backend: Backend; second: Reply; errors: readonly Error[] }> {
  const backend = trial.backend();
  const site = await trial.serve({ store: backend.store, resave: false }, naming);
  const first = await site.visit();
  trial.advance(30_000);
  backend.fail('touch', new Error('down'));
  const second = await site.visit({ cookie: first });
  expect(backend.counts.touch).toBeGreaterThan(0);
  return { backend, second, errors: await site.passedOn() };
}

async function failingSave(trial: Trial): Promise<{ reply: Reply; errors: readonly Error[] }> {
  const { store, fail } = trial.backend();
  fail('write', new Error('down'));
  const site = await trial.serve({ store, saveUninitialized: true }, (_, response) => response.end('all is well'));
  return { reply: await site.visit(), errors: await site.passedOn() };
}

export const saving: Subject = {
  subject: 'The options `rolling`, `resave` and `saveUninitialized`',
  behaviours: [
    same('without `rolling`, sends no cookie for an unchanged session', rollingCookies({}, 0)),
    same('with `rolling`, sends the cookie for an unchanged session', rollingCookies({ rolling: true }, 1)),
    same(
      'with `rolling`, stores no new session that is unchanged under `saveUninitialized: false`',
      firstVisit({ rolling: true, saveUninitialized: false }, end, 0),
    ),
    same(
      'with `rolling`, stores a new session that is unchanged under `saveUninitialized: true`',
      firstVisit({ rolling: true, saveUninitialized: true }, end, 1),
    ),
    same(
      'with `rolling`, stores a new session that was changed under `saveUninitialized: false`',
      firstVisit({ rolling: true, saveUninitialized: false }, naming, 1),
    ),
    differs('without `resave`, writes an unchanged session', unchangedWrites({}, 1), noResave, unchangedWrites({}, 0)),
    differs(
      'with `resave: true`, writes an unchanged session',
      unchangedWrites({ resave: true }, 1),
      noResave,
      unchangedWrites({ resave: true }, 0),
    ),
    same('with `resave: false`, does not write an unchanged session', unchangedWrites({ resave: false }, 0)),
    same('with `resave: false`, writes a changed session', async (trial) => {
      const { store, counts } = trial.backend();
      const site = await trial.serve({ store, resave: false }, namingByPut);
      const first = await site.visit({ method: 'PUT', path: '/Ada' });
      expect([first.text, counts.write]).toEqual(['Ada', 1]);
      const second = await site.visit({ cookie: first });
      expect([second.text, counts.write]).toEqual(['Ada', 1]);
      const third = await site.visit({ method: 'PUT', path: '/Grace', cookie: first });
      expect([third.text, counts.write]).toEqual(['Grace', 2]);
    }),
    same('notices a change of something in the data that is called `cookie`', async (trial) => {
      const { store, counts } = trial.backend();
      const site = await trial.serve({ store, resave: false }, (request, response) => {
        const jar = (request.session['jar'] ??= { cookie: 0 }) as { cookie: number };
        jar.cookie += 1;
        response.end(String(jar.cookie));
      });
      const first = await site.visit();
      expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: '2' });
      expect(counts.write).toBe(2);
    }),
    differs(
      'passes on the error of a renewal when the response is complete',
      async (trial) => {
        const { second, errors } = await failingRenewal(trial);
        expect(second).toMatchObject({ status: 200, text: 'named' });
        expect(errors).toHaveLength(1);
      },
      'A renewal that fails is tried again with the next request. It is no error of this one',
      async (trial) => {
        const { second, errors } = await failingRenewal(trial);
        expect(second).toMatchObject({ status: 200, text: 'named' });
        expect(errors).toEqual([]);
      },
    ),
    same('without `saveUninitialized`, stores a new session that is unchanged', firstVisit({}, end, 1)),
    same(
      'with `saveUninitialized: true`, stores a new session that is unchanged',
      firstVisit({ saveUninitialized: true }, end, 1),
    ),
    same(
      'with `saveUninitialized: false`, stores no new session that is unchanged',
      firstVisit({ saveUninitialized: false }, end, 0),
    ),
    same(
      'with `saveUninitialized: false`, stores a new session that was changed',
      firstVisit({ saveUninitialized: false }, counting, 1),
    ),
    differs(
      'passes on the error of a save after the response was sent',
      async (trial) => {
        const { reply, errors } = await failingSave(trial);
        expect(reply).toMatchObject({ status: 200, text: 'all is well' });
        expect(errors).toHaveLength(1);
      },
      'Committed before the first byte: the client gets a 503, and no cookie',
      async (trial) => {
        const { reply, errors } = await failingSave(trial);
        expect(reply).toMatchObject({ status: 503, cookies: [] });
        expect(errors).toHaveLength(1);
      },
    ),
    same('with `saveUninitialized: false`, renews no new session', async (trial) => {
      const { store, counts } = trial.backend();
      const site = await trial.serve({ store, saveUninitialized: false });
      expect(await site.visit()).toMatchObject({ status: 200, cookies: [] });
      expect(counts).toEqual({ read: 0, write: 0, touch: 0, end: 0 });
    }),
  ],
};
