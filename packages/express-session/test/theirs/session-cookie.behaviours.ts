import { expect } from 'vitest';
import { differs, type Run, type Subject, same } from './behaviour.js';
import type { SessionCookie } from './library.js';
import type { Reply } from './site.js';
import type { Trial } from './trial.js';

/** The attributes of the cookie after a handler has changed it. */
async function attributesAfter(
  trial: Trial,
  options: object,
  change: (cookie: SessionCookie) => void,
  path = '/',
): Promise<Reply['cookies'][number]['attributes']> {
  const site = await trial.serve(
    options,
    (request, response) => {
      change(request.session.cookie);
      response.end();
    },
    (request) => {
      request.secure = true;
    },
  );
  const reply = await site.visit({ path });
  expect(reply).toMatchObject({ status: 200, cookies: [{ name: 'connect.sid' }] });
  return reply.cookies[0]!.attributes;
}

const expiryIn = (milliseconds: number): string => new Date(Date.now() + milliseconds).toUTCString();

const originalMaxAge =
  (backend: { readonly touch?: false } = {}): Run =>
  async (trial) => {
    const { store } = trial.backend(backend);
    const site = await trial.serve({ store, cookie: { maxAge: 2000 } }, (request, response) => {
      response.end(JSON.stringify(request.session.cookie.originalMaxAge));
    });
    const first = await site.visit();
    trial.advance(100);
    const second = await site.visit({ cookie: first });
    expect([first.text, second.text]).toEqual(['2000', '2000']);
  };

/** The cookie of the reply to a visit that sets this maxAge, after one that did not. */
const changedMaxAge =
  (maxAge: number): Run =>
  async (trial) => {
    const site = await trial.serve({ cookie: { maxAge: 2000 } }, (request, response) => {
      request.session['path'] = request.url;
      if (request.url === '/change') request.session.cookie.maxAge = maxAge;
      response.end();
    });
    const first = await site.visit();
    expect(first.cookies[0]!.attributes['expires']).toBe(expiryIn(2000));
    trial.advance(1000);
    const second = await site.visit({ path: '/change', cookie: first });
    expect(second.cookies[0]!.attributes['expires']).toBe(expiryIn(maxAge));
  };

/** A cookie without an expiry is sent once. */
const sentOnce =
  (changesData: boolean): Run =>
  async (trial) => {
    const site = await trial.serve({}, (request, response) => {
      request.session.cookie.expires = null;
      if (changesData) request.session['visits'] = Number(request.session['visits'] ?? 0) + 1;
      response.end();
    });
    const first = await site.visit();
    expect(first.cookies[0]!.attributes).not.toHaveProperty('expires');
    expect(await site.visit({ cookie: first })).toMatchObject({ status: 200, cookies: [] });
  };

const withEarlierCookie =
  (header: 'setHeader' | 'writeHead'): Run =>
  async (trial) => {
    const site = await trial.serve({}, (_, response) => {
      const earlier = new trial.library.session.Cookie().serialize('earlier', 'value');
      if (header === 'setHeader') response.setHeader('Set-Cookie', earlier);
      else response.writeHead(200, { 'Set-Cookie': earlier });
      response.end();
    });
    const cookies = [{ name: 'earlier', value: 'value' }, { name: 'connect.sid' }];
    expect(await site.visit()).toMatchObject({ status: 200, cookies });
  };

export const sessionCookie: Subject = {
  subject: '`request.session.cookie`',
  behaviours: [
    same('is sent with what a handler sets in it', async (trial) => {
      const attributes = await attributesAfter(trial, {}, (cookie) => {
        Object.assign(cookie, { httpOnly: false, secure: true });
      });
      expect(attributes).toHaveProperty('secure', true);
      expect(attributes).not.toHaveProperty('httponly');
    }),
    same('has no expiry unless the options give one', async (trial) => {
      const attributes = await attributesAfter(trial, { cookie: { path: '/admin' } }, () => {}, '/admin');
      expect(attributes).not.toHaveProperty('expires');
    }),
    same('is sent once when it has no expiry', async (trial) => {
      const site = await trial.serve({ cookie: { path: '/admin' } });
      const first = await site.visit({ path: '/admin/one' });
      expect(first.cookies).toHaveLength(1);
      expect(await site.visit({ path: '/admin', cookie: first })).toMatchObject({ status: 200, cookies: [] });
    }),
    same('has the attributes of the options, unless a handler sets others', async (trial) => {
      const cookie = { httpOnly: false, maxAge: 5000, path: '/admin', priority: 'high', secure: true };
      const attributes = await attributesAfter(
        trial,
        { cookie },
        (own) => Object.assign(own, { secure: false }),
        '/admin',
      );
      expect(attributes).toEqual({ path: '/admin', expires: expiryIn(5000), priority: 'High' });
    }),
    differs(
      'with an invalid date as `expires`, answers and passes on an error afterwards',
      async (trial) => {
        const site = await trial.serve({ cookie: { expires: new Date(NaN) } });
        expect(await site.visit()).toMatchObject({ status: 200 });
        expect((await site.passedOn()).map(({ message }) => message)).toEqual(['option expires is invalid']);
      },
      'Options that are impossible are refused when the middleware is made',
      (trial) => {
        expect(() => trial.session({ cookie: { expires: new Date(NaN) } })).toThrow(/expires/);
      },
    ),
    same('leaves cookies that were set by `setHeader`', withEarlierCookie('setHeader')),
    same('leaves cookies that were set by `writeHead`', withEarlierCookie('writeHead')),
    same('has the `maxAge` of the options as `originalMaxAge`', async (trial) => {
      await attributesAfter(trial, { cookie: { maxAge: 2000 } }, ({ originalMaxAge: age }) => expect(age).toBe(2000));
    }),
    same('has the same `originalMaxAge` on later visits', originalMaxAge()),
    same('has the same `originalMaxAge` with a store that has no `touch`', originalMaxAge({ touch: false })),
    same('expires after the `maxAge` of the options', async (trial) => {
      const attributes = await attributesAfter(trial, { cookie: { maxAge: 2000 } }, () => {});
      expect(attributes).toMatchObject({ expires: expiryIn(2000) });
    }),
    same('expires after another `maxAge` when a handler has set one', changedMaxAge(5000)),
    same('expires after a `maxAge` of more than 31 bits', changedMaxAge(3_000_000_000)),
    same('expires at the date that a handler has set', async (trial) => {
      const attributes = await attributesAfter(trial, {}, (cookie) => {
        cookie.expires = new Date(0);
      });
      expect(attributes).toMatchObject({ expires: 'Thu, 01 Jan 1970 00:00:00 GMT' });
    }),
    same('has no expiry when a handler has set it to null', async (trial) => {
      const attributes = await attributesAfter(trial, {}, (cookie) => {
        cookie.expires = null;
      });
      expect(attributes).not.toHaveProperty('expires');
    }),
    same('is sent once when its expiry was set to null', sentOnce(false)),
    same('is sent once when its expiry was set to null, even if the data changes', sentOnce(true)),
  ],
};
