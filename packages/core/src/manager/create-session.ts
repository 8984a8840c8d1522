import { SessionError, StoreError } from '../contract/errors.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { ManagerConfig } from './manager-config.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { Visit } from './visit.js';

/** The session that `SessionManager.create` makes. */
export interface NewSession<Data extends object, Name extends string> {
  readonly data?: Partial<Data>;
  /** A number is converted to a string. Absent or undefined: a session without an owner. */
  readonly owner?: string | number;
  readonly lifetime?: Name | 'default';
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

/** Stores a session without a request, even an empty one. */
export async function createSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  session: NewSession<Data, Name>,
): Promise<CreatedSession> {
  refuseUnknownOptions('create', session, ['data', 'owner', 'lifetime', 'secure']);
  const { data = {}, owner, lifetime, secure = true } = session;
  if (typeof secure !== 'boolean') throw new SessionError('INVALID_ARGUMENT', 'create: secure must be true or false.');
  const { context } = config;
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
  await visit.save();
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
