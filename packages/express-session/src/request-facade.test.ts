import { describe, expect, it } from 'vitest';
import { mount, setCookies } from '../test/mount.js';

const day = 86_400_000;

describe('a visitor for whom nothing is stored', () => {
  it('gets no record and no cookie', async () => {
    const { browser, store } = mount();
    let creates = 0;
    store.create = () => Promise.reject(new Error(`create ${++creates}`));
    const read = await browser().visit(({ session }) => JSON.stringify([session.user, Object.keys(session)]));
    expect([read.text, setCookies(read), creates]).toEqual(['[null,["cookie"]]', [], 0]);
    const cookieOnly = await browser().visit(({ session }) => void (session.cookie.maxAge = 5000));
    expect([cookieOnly.status, setCookies(cookieOnly)]).toEqual([200, []]);
  });

  it('gets both with saveUninitialized, once', async () => {
    const { browser, middleware } = mount({ saveUninitialized: true });
    const user = browser();
    let id = '';
    const first = await user.visit((request) => void (id = request.sessionID));
    expect(setCookies(first)).toHaveLength(1);
    expect(await middleware.sessions.inspect(id as never)).toMatchObject({ id });
    const second = await user.visit((request) => request.sessionID);
    expect([second.text, setCookies(second)]).toEqual([id, []]);
    const untouched = await browser().visit(() => 'nothing');
    expect(setCookies(untouched)).toHaveLength(1);
  });

  it('keeps with saveUninitialized what `save` has stored, even if it holds nothing', async () => {
    const { browser } = mount({ saveUninitialized: true });
    const response = await browser().visit(async ({ session }) => {
      session.user = 'ann';
      await session.save();
      delete session.user;
    });
    expect(setCookies(response)).toEqual([expect.stringContaining('connect.sid=s')]);
    const reloaded = await browser().visit(({ session }) => session.save().then(() => session.reload()));
    expect(reloaded.status).toBe(200);
  });

  it('gets none with saveUninitialized from a response that is a server error, or has begun', async () => {
    const { browser, middleware } = mount({ saveUninitialized: true });
    const unsaved: object[] = [];
    middleware.sessions.on('unsaved', (event) => unsaved.push(event));
    const failed = await browser().visit((_request, response) => void (response.statusCode = 500));
    expect([failed.status, setCookies(failed), unsaved]).toEqual([500, [], []]);
  });
});

describe('the id', () => {
  it('is that of the stored session from the first request on, and is not in the cookie', async () => {
    const { browser, middleware } = mount();
    const user = browser();
    const first = await user.visit(({ session, sessionID }) => {
      session.user = 'ann';
      return JSON.stringify([session.id, sessionID]);
    });
    const [id, same] = JSON.parse(first.text) as [string, string];
    expect([id, same]).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), id]);
    expect(setCookies(first)[0]).not.toContain(id);
    expect((await middleware.sessions.inspect(id as never))?.decoded()).toEqual({ user: 'ann' });
    expect((await user.visit(({ session }) => session.id)).text).toBe(id);
  });
});

describe('a request that never uses its session', () => {
  it('moves the deadline, and gets no caching headers', async () => {
    const { browser, time } = mount({ idleTimeout: { days: 2 } });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    for (let visits = 0; visits < 3; visits++) {
      time.now += 1.5 * day;
      const untouched = await user.visit(() => 'page');
      expect([untouched.headers['vary'], untouched.headers['cache-control']]).toEqual([undefined, undefined]);
      const streamed = await user.visit((_request, response) => {
        response.write('a');
        response.end('b');
      });
      expect([streamed.text, streamed.headers['vary']]).toEqual(['ab', undefined]);
    }
    const used = await user.visit(({ session }) => session.user);
    expect([used.text, used.headers['vary'], used.headers['cache-control']]).toEqual(['ann', 'Cookie', 'private']);
    time.now += 2 * day;
    expect((await user.visit(({ session }) => session.user ?? 'ended')).text).toBe('ended');
  });

  it('gets no caching headers with saveUninitialized either, once it has a cookie', async () => {
    const { browser, middleware } = mount({ saveUninitialized: true });
    const user = browser();
    await user.visit(() => 'page');
    expect((await user.visit(() => 'page')).headers['vary']).toBeUndefined();
    const used = await user.visit(async (request) => (await middleware.sessions.get(request)).id);
    expect(used.headers['vary']).toBe('Cookie');
  });

  it('does not move it with HEAD or OPTIONS, which see the session', async () => {
    const { browser, time } = mount({ idleTimeout: { days: 2 } });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    time.now += 1.5 * day;
    for (const method of ['head', 'options'] as const) {
      let seen: unknown;
      await user.visit(({ session }) => void (seen = session.user), { method });
      expect(seen).toBe('ann');
    }
    time.now += day;
    expect((await user.visit(({ session }) => session.user ?? 'ended')).text).toBe('ended');
  });
});

describe('destroy and regenerate', () => {
  it('destroy leaves the request without a session, and the browser without a cookie', async () => {
    const { browser } = mount({ saveUninitialized: true });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    const left = await user.visit(async (request) => {
      await request.session.destroy();
      return typeof request.session;
    });
    expect([left.text, setCookies(left)]).toEqual(['undefined', [expect.stringContaining('connect.sid=; ')]]);
  });

  it('regenerate begins an empty session under a new key', async () => {
    const { browser, middleware } = mount();
    const user = browser();
    const first = await user.visit(({ session }) => ((session.user = 'ann'), session.id));
    const second = await user.visit(async (request) => {
      await request.session.regenerate();
      request.session.list = Object.keys(request.session);
      return request.session.id;
    });
    expect(setCookies(second)).toEqual([expect.stringMatching(/^connect\.sid=s%3A/)]);
    expect(await middleware.sessions.inspect(first.text as never)).toBeUndefined();
    expect((await middleware.sessions.inspect(second.text as never))?.decoded()).toEqual({ list: ['cookie'] });
  });
});

it('stores nothing if something else than a string takes the place of sessionID, and takes no other id', async () => {
  const { browser } = mount({ saveUninitialized: true, rolling: true });
  const user = browser();
  const replaced = await user.visit((request) => {
    request.session.user = 'ann';
    Object.assign(request, { sessionID: () => 'made up' });
    return typeof request.sessionID;
  });
  expect([replaced.text, setCookies(replaced)]).toEqual(['function', []]);
  const assigned = await user.visit((request) => {
    const { sessionID } = request;
    expect(() => Object.assign(request, { sessionID: 'made up' })).toThrow(/sessionID/);
    request.sessionID = sessionID;
    return String(request.session.user);
  });
  expect([assigned.text, setCookies(assigned).length]).toEqual(['undefined', 1]);
});

it('stores nothing of a server error', async () => {
  const { browser } = mount();
  const user = browser();
  await user.visit(({ session }) => void (session.user = 'ann'));
  await user.visit(({ session }, response) => {
    session.user = 'bob';
    response.statusCode = 503;
  });
  expect((await user.visit(({ session }) => session.user)).text).toBe('ann');
});

it('stores what changes while the response streams, before its end', async () => {
  const { browser } = mount();
  const user = browser();
  await user.visit(({ session }) => void (session.count = 0));
  const streamed = await user.visit(async ({ session }, response) => {
    session.count = 1;
    response.write('a');
    await new Promise(setImmediate);
    session.count = 2;
    response.end('b');
  });
  expect(streamed.text).toBe('ab');
  expect((await user.visit(({ session }) => String(session.count))).text).toBe('2');
});
