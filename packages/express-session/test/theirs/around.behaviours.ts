import cookieParser from 'cookie-parser';
import express from 'express';
import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { notApplicable, type Run, type Subject, same } from './behaviour.js';
import { countVisit, counting } from './handlers.js';
import type { CallbackStore, Done } from './library.js';
import { type Handler, keyOf, type Reply, Site } from './site.js';
import type { Trial } from './trial.js';

const inParts: Handler = (request, response) => {
  request.session['name'] = 'Ada';
  response.write('in ');
  response.end('parts');
};

/** Wraps `write` and `end`, as compression does. */
function wrap(response: ServerResponse): void {
  const { write, end } = response as unknown as Record<'write' | 'end', (...parameters: unknown[]) => never>;
  let isEnded = false;
  response.write = (...parameters: unknown[]) => {
    if (isEnded) throw new Error('written after the end');
    return write.apply(response, parameters);
  };
  response.end = (...parameters: unknown[]) => {
    isEnded = true;
    return end.apply(response, parameters);
  };
}

/** A second response: what Node says of it. */
function sendTwice(response: ServerResponse): unknown {
  response.end();
  try {
    response.setHeader('Content-Length', '3');
    response.end('two');
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

/** A store whose methods call back at once. */
function synchronousStore(trial: Trial): object {
  const sessions = new Map<string, string>();
  return Object.assign(new trial.library.session.Store(), {
    get: ((id, done) => done(null, JSON.parse(sessions.get(id) ?? 'null'))) satisfies CallbackStore['get'],
    set: ((id, data, done) => done(void sessions.set(id, JSON.stringify(data)))) satisfies CallbackStore['set'],
    destroy: (id: string, done: Done) => done(void sessions.delete(id)),
  });
}

const foreignStore =
  'A store whose `get` and `set` are apart cannot be atomic, so it is refused as `store`. `from` moves its sessions';

/** Two visits where cookie-parser has read the cookies and another middleware has hidden the header. */
const withCookieParser =
  (secret: string | undefined, cookieOf: (first: Reply) => string, expected: string): Run =>
  async (trial) => {
    const application = express()
      .use(cookieParser(secret))
      .use((request, _response, next) => {
        if (secret === undefined) request.headers.cookie = 'other=value';
        else delete request.headers.cookie;
        next();
      })
      .use(trial.session() as never)
      .use((request, response) => counting(request as never, response));
    const site = await new Site(application as never).open();
    try {
      const first = await site.visit();
      expect(first).toMatchObject({ status: 200, text: 'visit 1' });
      expect(await site.visit({ cookie: cookieOf(first) })).toMatchObject({ status: 200, text: expected });
    } finally {
      site.close();
    }
  };

const asSent = ({ cookies: [cookie] }: Reply): string => `connect.sid=${cookie!.value}`;
const unsigned = (reply: Reply): string => `connect.sid=${keyOf(reply)}`;
const wronglySigned = (reply: Reply): string => asSent(reply).replace(/...\./, '.');

export const around: Subject = {
  subject: 'Responses, other stores and other middleware',
  behaviours: [
    same('works when `write` and `end` were wrapped before', async (trial) => {
      const site = await trial.serve({}, inParts, (_, response) => wrap(response));
      expect(await site.visit()).toMatchObject({ status: 200, text: 'in parts' });
    }),
    same('works when `write` and `end` are wrapped afterwards', async (trial) => {
      const site = await trial.serve({}, (request, response) => {
        wrap(response);
        return inParts(request, response);
      });
      expect(await site.visit()).toMatchObject({ status: 200, text: 'in parts' });
    }),
    same('fails as Node does when a handler responds a second time', async (trial) => {
      const messages: unknown[] = [];
      const plain = await new Site((_, response) => messages.push(sendTwice(response))).open();
      const site = await trial.serve({}, (_, response) => messages.push(sendTwice(response)));
      const replies = [await plain.visit(), await site.visit()];
      plain.close();
      expect(replies.map(({ status, text }) => [status, text])).toEqual([
        [200, ''],
        [200, ''],
      ]);
      expect(messages[1]).toBe(messages[0]);
    }),
    notApplicable(
      'responds when a store calls back at once from `set`',
      async (trial) => {
        const site = await trial.serve({ store: synchronousStore(trial) }, counting);
        expect(await site.visit()).toMatchObject({ status: 200, text: 'visit 1' });
      },
      foreignStore,
    ),
    notApplicable(
      'responds when a store calls back at once from `destroy`',
      async (trial) => {
        const site = await trial.serve({ store: synchronousStore(trial), unset: 'destroy' }, (request, response) => {
          const visits = countVisit(request);
          if (visits > 1) (request as { session: unknown }).session = null;
          response.write('visit ');
          response.end(String(visits));
        });
        const first = await site.visit();
        expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, text: 'visit 2' });
      },
      foreignStore,
    ),
    same('finds the cookie in `request.cookies`', withCookieParser(undefined, asSent, 'visit 2')),
    same('ignores a key without a signature in `request.cookies`', withCookieParser(undefined, unsigned, 'visit 1')),
    same(
      'ignores a key with a wrong signature in `request.cookies`',
      withCookieParser(undefined, wronglySigned, 'visit 1'),
    ),
    same('finds the cookie in `request.signedCookies`', withCookieParser('trial', asSent, 'visit 2')),
  ],
};
