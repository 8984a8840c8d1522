import { describe, expect, it } from 'vitest';
import { setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

const http = { secure: false };

describe('a cookie of the same name beside that of a key that was superseded', () => {
  it('is not taken for a visitor whose own key was superseded a moment ago', async () => {
    const { sessions, jar } = setUp();
    const planted = await sessions.create({ owner: 'eve', secure: false });
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const inFlight = new CookieJar(jar);
    await visit(sessions, jar, (session) => session.regenerate(), http);
    expect((await sessions.read(`sid=${planted.key}; ${inFlight.header!}`, http)).owner).toBeUndefined();
  });

  it("does not keep a visitor out when it holds the key that the visitor's own has superseded", async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1), http);
    const left = jar.header!;
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    expect((await sessions.read(`${left}; ${jar.header!}`, http)).owner).toBe('alice');
  });
});
