import { describe, expect, it } from 'vitest';
import { cookieFor } from '../../src/testing/cookie-for.js';
import { setUp } from '../set-up.js';

describe('Tests of your application', () => {
  it('client.force_login(user)', async () => {
    const { sessions } = setUp();
    const request = new Request('http://localhost/', { headers: { cookie: await cookieFor(sessions, { owner: 7 }) } });
    const session = await sessions.read(request.headers.get('cookie')!, { secure: false });
    expect(session.owner).toBe('7');
  });

  it('client.session', async () => {
    const { sessions } = setUp();
    const cookie = await cookieFor(sessions, { data: { visits: 1 } });
    const { id } = await sessions.read(cookie, { secure: false });
    await sessions.edit(id!, (session) => void session.set('visits', 2));
    expect((await sessions.read(cookie, { secure: false })).get('visits')).toBe(2);
    expect((await sessions.read(cookie)).isNew).toBe(true); // as on https, where the cookie has another name
  });
});
