import { describe, expect, it } from 'vitest';
import { setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

const http = { secure: false };

describe('two cookies of one name, of which one has a superseded key', () => {
  it('do not identify the session of the other, which an attacker may have planted', async () => {
    const { sessions, jar } = setUp();
    const planted = await sessions.create({ owner: 'eve', secure: false });
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const inFlight = new CookieJar(jar);
    await visit(sessions, jar, (session) => session.regenerate(), http);
    expect((await sessions.read(`sid=${planted.key}; ${inFlight.header!}`, http)).owner).toBeUndefined();
  });

  it('identify the session of the other if that is the successor', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1), http);
    const left = jar.header!;
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    expect((await sessions.read(`${left}; ${jar.header!}`, http)).owner).toBe('alice');
  });
});
