import { describe, expect, it } from 'vitest';
import { type Shop, setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { readSessionData, sessionAuthHash } from './session-data.js';

const secretKey = 'k'.repeat(50);
const password = 'pbkdf2_sha256$1000000$salt$hash';
const key = 'q9b9sut6bsfhqt960z3k5s77l8gcn5vt';
/** Django 6.1.3 has written it with that secret key: user 1, who has that password, is signed in and has a hat. */
const sessionData =
  '.eJxVjEEOgjAQRe8ya9MwpaUtS_ecwBgyzLQWNZBAWRnvriRs2P733v8A01KgvUGmAvcL9LSV3G9rXPpRoAWE0zYQv-K0A3nS9JgVz1NZxkHtijroqrpZ4vt6' +
  'uKeDTGv-106SwVg7HwNjQEypEctiKmu1Fk0pOUF2mDxj7cl7DgMZa7iyIQTdwPcHHOU8Rw:1xXvaH:1a7xZdHBESMJY9xBvgIuoCQlsmzW62pxBrNow-NcPW4';

/** What a visit with Django's cookie finds, the row it leaves, and what a second visit with that cookie finds. */
async function adopted(row: string, currentPassword = password) {
  const rows = new Map([[key, row]]);
  const { sessions } = setUp({
    adopt: {
      cookie: 'sessionid',
      load(found) {
        const text = rows.get(found);
        const data = text === undefined ? undefined : readSessionData(text, secretKey);
        const { cart = [], _auth_user_id: owner, _auth_user_hash: hash } = (data ?? {}) as Record<string, never>;
        const isSignedIn = owner !== undefined && hash === sessionAuthHash(currentPassword, secretKey);
        return Promise.resolve(isSignedIn ? { data: { tags: cart }, owner } : undefined);
      },
      end: (ended) => Promise.resolve(void rows.delete(ended)),
    },
  });
  const jar = new CookieJar();
  jar.put(`sessionid=${key}`);
  const thief = new CookieJar(jar);
  let found: Partial<Shop> = {};
  await visit(sessions, jar, (session) => (found = session.toObject()));
  const { owner } = await sessions.read(jar.header);
  rows.set(key, row);
  await visit(sessions, jar, (session) => session.destroy());
  let left: unknown;
  await visit(sessions, thief, (session) => (left = session.owner));
  return { found, owner, left };
}

describe('Sessions of a running Django', () => {
  it('the rows of django_session', async () => {
    expect(await adopted(sessionData)).toEqual({ found: { tags: ['hat'] }, owner: '1', left: undefined });
    expect(await adopted(sessionData.replace('.eJx', '.eJy'))).toMatchObject({ found: {}, owner: undefined });
  });

  it('_auth_user_id', () => {
    expect(readSessionData(sessionData, secretKey)).toMatchObject({ cart: ['hat'], _auth_user_id: '1' });
    expect(readSessionData(sessionData, 'another key')).toBeUndefined();
    // Short data is not compressed.
    const short = 'eyJjYXJ0IjpbImhhdCJdfQ:1xXvaH:nH1ZbUQacYGoIob9s93V6GUL3R2iXjIij1U0gHRyuXA';
    expect(readSessionData(short, secretKey)).toEqual({ cart: ['hat'] });
    for (const text of ['', ':', 'a:b:c']) expect(readSessionData(text, secretKey)).toBeUndefined();
  });

  it('_auth_user_hash', async () => {
    expect(await adopted(sessionData, 'a new password')).toMatchObject({ found: {}, owner: undefined });
  });
});
