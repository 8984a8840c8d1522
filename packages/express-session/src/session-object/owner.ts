import { type Session as CoreSession, SessionError } from '@sess/core';
import { HeldValues, type SessionValues } from './session-values.js';

/** Returns the owner of a session with that data, or `undefined` for a guest. */
export type OwnerOf = (data: Readonly<Record<string, unknown>>) => string | number | null | undefined;

/** Returns the user whom Passport has serialized: a string, a number, or an object with such an `id`. */
export const passportUser: OwnerOf = ({ passport }) => {
  const user = propertyOf(passport, 'user');
  return [user, propertyOf(user, 'id')].find(isName);
};

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' ? value !== '' : typeof value === 'number' && Number.isFinite(value);
}

/** @throws {@link SessionError} `INVALID_ARGUMENT` for what cannot be an owner */
export function ownerName(owner: unknown): string | undefined {
  if (owner === undefined || owner === null) return undefined;
  if (isName(owner)) return String(owner);
  throw new SessionError(
    'INVALID_ARGUMENT',
    `The option "owner" returned ${typeof owner === 'string' ? 'an empty string' : `a value of type ${typeof owner}`}. ` +
      'Return a string that is not empty, a finite number, or undefined for a guest.',
  );
}

/**
 * Makes the session belong to the owner that its data names, with the commit that follows. The data stays.
 *
 * @throws {@link SessionError} `WRONG_TIME` if the owner has changed and no cookie can be set
 */
export function signIn(core: CoreSession, owner: string): void {
  core.signIn(owner, core.owner === undefined ? {} : { keep: core.keys() });
}

/** The same, but a session that was not changed waits for a response that can set the cookie. */
export function signInOrWait(core: CoreSession, owner: string): void {
  try {
    signIn(core, owner);
  } catch (error) {
    // Nothing has signed in: the session was stored before there were owners. A later response can set the cookie.
    const isOld = error instanceof SessionError && error.code === 'WRONG_TIME' && !core.modified;
    if (!isOld) throw error;
  }
}

/**
 * Ends the session of an owner who has signed out. Its data begins a guest's session.
 *
 * @param replace - Puts other values behind the session object. Core would drop what is assigned meanwhile.
 */
export async function signOut(
  core: CoreSession,
  stored: SessionValues,
  replace: (values: SessionValues) => void,
): Promise<void> {
  const held = new HeldValues(stored);
  replace(held);
  try {
    await core.destroy();
  } finally {
    replace(stored);
    for (const name of stored.keys()) if (!held.has(name)) stored.delete(name);
    for (const name of held.keys()) stored.set(name, held.get(name));
  }
}

/**
 * Replaces the session by an empty one under a new key. Returns whether only the next commit stores that.
 *
 * The session of a guest is replaced by the next commit, in one step with what signs somebody in. Core then knows a
 * request that arrives a moment later with the former cookie, and it begins no session beside the new one. The session
 * of an owner ends at once.
 */
export async function emptyUnderNewKey(core: CoreSession): Promise<boolean> {
  if (!core.isNew && core.owner === undefined && replaced(core)) return true;
  await core.destroy();
  return false;
}

/** Returns `false` if it is too late to set a cookie. */
function replaced(core: CoreSession): boolean {
  try {
    core.replace();
  } catch (error) {
    if (error instanceof SessionError && error.code === 'WRONG_TIME') return false;
    throw error;
  }
  return true;
}
