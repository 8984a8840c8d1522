import { SessionError } from '../contract/errors.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { ManagerConfig } from './manager-config.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { SessionState } from '../session/session-state.js';
import { Visit } from './visit.js';

/** A session to be made without a request. */
export interface NewSession<Data extends object, Name extends string> {
  readonly data?: Partial<Data>;
  /** A number is turned into a string. Absent or undefined: nobody's. */
  readonly owner?: string | number;
  readonly lifetime?: Name | 'default';
  /** Whether the cookie is for HTTPS. @defaultValue true */
  readonly secure?: boolean;
}

/** A session that was made, with the secret that opens it. */
export interface CreatedSession {
  /**
   * The secret: goes to the browser and nowhere else.
   *
   * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store, whose sessions have no key: there the cookies are all
   */
  readonly key: SessionKey;
  readonly id: SessionId;
  readonly cookie: SetCookie;
  /** The same and, where a sealed session takes several, the others. */
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
  const state = new SessionState(context, context.createKeyAndId(), undefined, {
    inRequest: true,
    takesFlash: true,
    isSealed: persistence.isSealed,
  });
  const visit = new Visit<Data, Name>(state, { context, persistence, renews: true, endFollows: true });
  visit.isAskedFor = true;
  for (const [key, value] of Object.entries(data)) state.changes.set(key, value);
  if (owner !== undefined) visit.session.signIn(owner);
  if (lifetime !== undefined) visit.session.useLifetime(lifetime);
  // Not by start(), which tells the id: nobody knows it before it is stored.
  state.change({ started: true });
  await visit.save();
  const issued = state.cookie;
  const { cookies } = await visit.commit({ status: 200 });
  const set = cookies.filter(({ maxAgeSeconds }) => maxAgeSeconds !== 0);
  const [cookie] = set;
  if (typeof issued !== 'object' || !cookie) throw new SessionError('STORE', 'The session was not created.');
  const created = { id: context.shownId(state.base!.id), cookie, cookies: set };
  if (!persistence.isSealed) return { key: issued.value as SessionKey, ...created };
  const key = { get: noKey };
  return Object.defineProperty(created, 'key', key) as typeof created & Pick<CreatedSession, 'key'>;
}

function noKey(): never {
  throw new SessionError('NOT_SUPPORTED', 'key: a session of a sealed store has none. Hand over its cookies instead.');
}
