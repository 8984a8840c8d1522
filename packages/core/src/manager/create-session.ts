import { SessionError, StoreError } from '../contract/errors.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { ManagerConfig } from './manager-config.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import type { KeyAndId } from '../keys/session-key.js';
import type { ExpireOptions } from '../session/session-end.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { requireKey } from './stored-id.js';
import { Visit } from './visit.js';

/** The session that `SessionManager.create` makes. */
export interface NewSession<Data extends object, Name extends string> {
  readonly data?: Partial<Data>;
  /** A number is converted to a string. Absent or undefined: a session without an owner. */
  readonly owner?: string | number;
  readonly lifetime?: Name | 'default';
  /** An end for this session alone, as in `Session.expire`. @defaultValue what the lifetime says */
  readonly expire?: ExpireOptions;
  /**
   * The key, for an import that has to keep it. It must be random, and secret. A live session under it is never
   * replaced. Needs a keyed store. @defaultValue a new random key
   */
  readonly key?: SessionKey;
  /** Whether the cookie is for HTTPS. @defaultValue true */
  readonly secure?: boolean;
}

/** A created session, with its key. */
export interface CreatedSession {
  /**
   * The secret: send it to the browser and nowhere else. `undefined` on a sealed store, whose sessions have no key:
   * there the cookies are all there is.
   */
  readonly key: SessionKey | undefined;
  readonly id: SessionId;
  readonly cookie: SetCookie;
  /** All cookies of the session: the same one and, if a sealed session takes several, the others. */
  readonly cookies: readonly SetCookie[];
}

/**
 * Stores a session without a request, even an empty one.
 *
 * @throws {@link SessionError} `CONFLICT` with status 409 if there is a session under the given key, or one was
 * superseded within the last minute
 */
export async function createSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  session: NewSession<Data, Name>,
): Promise<CreatedSession> {
  refuseUnknownOptions('create', session, ['data', 'owner', 'lifetime', 'expire', 'key', 'secure']);
  const { data = {}, owner, lifetime, expire, key: given, secure = true } = session;
  if (typeof secure !== 'boolean') throw new SessionError('INVALID_ARGUMENT', 'create: secure must be true or false.');
  const { context } = config;
  const keyAndId = given === undefined ? undefined : identify(config, given);
  const persistence = config.startPersistence(undefined, secure);
  const situation = { isVisit: true, renews: true, canSetCookie: true, endFollows: true };
  const visit = new Visit<Data, Name>(context, persistence, {}, situation);
  visit.isRequested = true;
  const { pending, response } = visit.state;
  for (const [key, value] of Object.entries(data)) pending.data.set(key, value);
  if (owner !== undefined) visit.session.signIn(owner);
  if (lifetime !== undefined) visit.session.useLifetime(lifetime);
  // Not by start(), which returns an id before it is stored.
  pending.changeSettings({ started: true });
  if (expire !== undefined) visit.session.expire(expire);
  if (keyAndId) visit.state.useKey(keyAndId);
  try {
    await visit.save();
  } catch (error) {
    const isTaken = keyAndId && error instanceof SessionError && error.code === 'KEYS_EXHAUSTED';
    if (!isTaken) throw error;
    throw new SessionError('CONFLICT', 'create: there is a session under this key. Nothing was stored.', {
      status: 409,
    });
  }
  const issued = response.cookie;
  const { cookies } = await visit.commit({ status: 200 });
  const set = cookies.filter(({ maxAgeSeconds }) => maxAgeSeconds !== 0);
  const [cookie] = set;
  const { stored } = visit.state;
  if (typeof issued !== 'object' || !cookie || !stored)
    throw new StoreError('create: no session was stored.', { outcome: 'unknown' });
  const key = context.isSealed ? undefined : (issued.value as SessionKey);
  return { key, id: context.shownId(stored.id), cookie, cookies: set };
}

function identify(config: ManagerConfig, given: unknown): KeyAndId {
  const { idOf } = requireKeyedStore(config, 'create with a key');
  const key = requireKey(given, 'create');
  return { key, id: idOf(key) };
}
