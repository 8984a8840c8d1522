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

/** The same of a guest. Short data is not compressed. */
const guestData = 'eyJjYXJ0IjpbImhhdCJdfQ:1xXvaH:nH1ZbUQacYGoIob9s93V6GUL3R2iXjIij1U0gHRyuXA';

/** What a visit with Django's cookie finds, whether it ends the row, and whom the cookie signs in afterwards. */
async function adopted(row: string, currentPassword = password) {
  const rows = new Map([[key, row]]);
  const { sessions } = setUp({
    adopt: {
      cookie: 'sessionid',
      load(found) {
        const text = rows.get(found);
        const data = text === undefined ? undefined : readSessionData(text, secretKey);
        const { cart = [], _auth_user_id: owner, _auth_user_hash: hash } = (data ?? {}) as Record<string, never>;
        const isValid = data && (owner === undefined || hash === sessionAuthHash(currentPassword, secretKey));
        return Promise.resolve(isValid ? { data: { tags: cart }, owner } : undefined);
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
  const isEnded = !rows.has(key);
  // Even if the row comes back, its cookie is of no use any more.
  rows.set(key, row);
  await visit(sessions, jar, (session) => session.destroy());
  let again: unknown;
  await visit(sessions, thief, (session) => (again = session.owner));
  return { found, owner, isEnded, again };
}

describe('Sessions of a running Django', () => {
  it('the rows of django_session', async () => {
    expect(await adopted(sessionData)).toEqual({
      found: { tags: ['hat'] },
      owner: '1',
      isEnded: true,
      again: undefined,
    });
    expect(await adopted(sessionData.replace('.eJx', '.eJy'))).toMatchObject({ found: {}, owner: undefined });
  });

  it('_auth_user_id', async () => {
    expect(await adopted(guestData)).toMatchObject({ found: { tags: ['hat'] }, owner: undefined });
    expect(readSessionData(sessionData, secretKey)).toMatchObject({ cart: ['hat'], _auth_user_id: '1' });
    expect(readSessionData(sessionData, 'another key')).toBeUndefined();
    for (const text of ['', ':', 'a:b:c']) expect(readSessionData(text, secretKey)).toBeUndefined();
  });

  it('_auth_user_hash', async () => {
    expect(await adopted(sessionData, 'a new password')).toMatchObject({ found: {}, owner: undefined });
  });
});
