import { expect } from 'vitest';
import { differs, type Run, type Subject, same } from './behaviour.js';
import { countVisit } from './handlers.js';
import type { SessionRequest } from './library.js';
import { type Handler, keyOf, type Reply } from './site.js';
import { lengthOf, type Trial } from './trial.js';

const unset = (request: SessionRequest): void => {
  (request as { session: unknown }).session = null;
};

/** Sets the session to null on the second visit. */
const unsetSecond: Handler = (request, response) => {
  if (countVisit(request) === 2) unset(request);
  response.end();
};

const unsetLeaves =
  (options: object, expected: number): Run =>
  async (trial) => {
    const store = trial.memoryStore();
    const site = await trial.serve({ store, ...options }, unsetSecond);
    const first = await site.visit();
    expect(await lengthOf(store)).toBe(1);
    expect(await site.visit({ cookie: first })).toMatchObject({ status: 200 });
    expect(await lengthOf(store)).toBe(expected);
  };

/** A sign-out whose deletion fails. */
async function failingEnd(trial: Trial): Promise<{ second: Reply; errors: readonly Error[] }> {
  const { store, fail } = trial.backend();
  const site = await trial.serve({ store, unset: 'destroy' }, (request, response) => {
    if (request.url === '/leave') unset(request);
    else request.session['name'] = 'Ada';
    response.end('done');
  });
  const first = await site.visit();
  fail('end', new Error('down'));
  return { second: await site.visit({ path: '/leave', cookie: first }), errors: await site.passedOn() };
}

export const ending: Subject = {
  subject: 'The option `unset`, `destroy` and `regenerate`',
  behaviours: [
    same('refuses an unknown value of `unset`', (trial) => {
      expect(() => trial.session({ unset: 'unknown' })).toThrow(/unset.*must/);
    }),
    same('without `unset`, keeps a session that the application has set to null', unsetLeaves({}, 1)),
    same(
      'with `unset: "destroy"`, ends a session that the application has set to null',
      unsetLeaves({ unset: 'destroy' }, 0),
    ),
    same('with `unset: "destroy"`, stores nothing of a new session that was set to null', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store, unset: 'destroy' }, (request, response) => {
        unset(request);
        response.end();
      });
      expect(await site.visit()).toMatchObject({ status: 200, cookies: [] });
      expect(await lengthOf(store)).toBe(0);
    }),
    differs(
      'with `unset: "destroy"`, passes on the error of the deletion after the response was sent',
      async (trial) => {
        const { second, errors } = await failingEnd(trial);
        expect(second).toMatchObject({ status: 200, text: 'done' });
        expect(errors).toHaveLength(1);
      },
      'Committed before the first byte: nobody is told "signed out" while the session may still be there',
      async (trial) => {
        const { second, errors } = await failingEnd(trial);
        expect(second).toMatchObject({ status: 503, cookies: [] });
        expect(errors).toHaveLength(1);
      },
    ),
    same('has no session after `destroy`, and sets no cookie', async (trial) => {
      const site = await trial.serve({}, (request, response) => {
        request.session.destroy((error) =>
          response.end(`failed: ${Boolean(error)}, session: ${typeof request.session}`),
        );
      });
      expect(await site.visit()).toMatchObject({ status: 200, text: 'failed: false, session: undefined', cookies: [] });
    }),
    same('has a new session with another id after `regenerate`, in place of the former one', async (trial) => {
      const store = trial.memoryStore();
      const site = await trial.serve({ store }, (request, response) => {
        const { id } = request.session;
        request.session.regenerate((error) => {
          response.end(`failed: ${Boolean(error)}, same id: ${request.session.id === id}`);
        });
      });
      const first = await site.visit();
      const second = await site.visit({ cookie: first });
      for (const { status, text } of [first, second]) {
        expect([status, text]).toEqual([200, 'failed: false, same id: false']);
      }
      expect(keyOf(second)).not.toBe(keyOf(first));
      expect(await lengthOf(store)).toBe(1);
    }),
  ],
};
