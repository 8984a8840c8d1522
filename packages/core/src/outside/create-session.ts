import { SessionError } from '../contract/errors.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import type { SessionId, SessionKey } from '../session-key.js';
import { SessionState } from '../session/session-state.js';
import { Visit } from '../manager/visit.js';

/** A session to be made without a request. */
export interface NewSession<Data extends object, Name extends string> {
  readonly data?: Partial<Data>;
  /** A number is turned into a string. */
  readonly owner?: string | number;
  readonly lifetime?: Name | 'default';
  /** Whether the cookie is for HTTPS. @defaultValue true */
  readonly secure?: boolean;
}

/** A session that was made, with the secret that opens it. */
export interface CreatedSession {
  /** The secret: goes to the browser and nowhere else. */
  readonly key: SessionKey;
  readonly id: SessionId;
  readonly cookie: SetCookie;
}

/** Stores a session without a request, even an empty one. */
export async function createSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  { data = {}, owner, lifetime, secure = true }: NewSession<Data, Name>,
): Promise<CreatedSession> {
  const { context, queue, cookies } = config;
  const state = new SessionState(context.serializer, await context.createKeyAndId(), undefined, {
    inRequest: true,
    takesFlash: true,
  });
  const visit = new Visit<Data, Name>(state, {
    context,
    queue,
    cookies,
    secure,
    renews: true,
    reload: () => Promise.resolve(),
  });
  for (const [key, value] of Object.entries(data)) state.changes.set(key, value);
  if (owner !== undefined) visit.session.signIn(owner);
  if (lifetime !== undefined) visit.session.useLifetime(lifetime);
  visit.session.start();
  await visit.save();
  const issued = state.cookie;
  const cookie = (await visit.commit({ status: 200 })).cookies[0];
  if (typeof issued !== 'object' || !cookie) throw new SessionError('STORE', 'The session was not created.');
  return { ...issued.issue, cookie };
}
