import { SessionError } from '@sess/core';
import { explainRefusal } from './explain-refusal.js';
import { SessionActions } from './session-actions.js';
import { Session, stateOf } from './session-class.js';
import { type SessionHost, SessionState } from './session-state.js';

/**
 * Returns the session object of a request: its own enumerable properties are the data of the session in core, and
 * `cookie`.
 *
 * All names that it inherits are reserved. A function replaces a method for this object, as tools that mock do.
 */
export function createRequestSession(
  host: SessionHost,
  actions = new SessionActions((error) => host.fail(error)),
  replaces = false,
): Session {
  const state = new SessionState(host, { actions, successor: createRequestSession, isReplacement: replaces });
  const session = new Proxy(new Session(state), traps);
  state.session = session;
  return session;
}

/** Whether a session object replaces a session that is stored until the next commit. */
export function isReplacement(session: Session | undefined): boolean {
  return session !== undefined && stateOf(session).isReplacement;
}

/**
 * Puts into core what has to be stored with a session, its owner and the settings of its cookie, and commits. For each
 * commit with a status below 500; above, core drops all changes.
 *
 * @param session - The last session object that the request has had, even if it has ended.
 * @param commit - Commits the session in core.
 * @throws (or rejects with) the error of an action that nothing has waited for
 */
export function commitRequestSession<Result>(
  session: Session,
  commit: () => Result | Promise<Result>,
): Result | Promise<Result> {
  const explain = (error: unknown): never => {
    throw explainRefusal(error, session);
  };
  try {
    const flushing = stateOf(session).flush();
    const result = flushing ? flushing.then(commit) : commit();
    return result instanceof Promise ? result.catch(explain) : result;
  } catch (error) {
    return explain(error);
  }
}

const traps: ProxyHandler<Session> = {
  get(target, name) {
    return isData(target, name) ? stateOf(target).values.get(name) : (Reflect.get(target, name) as unknown);
  },
  has: (target, name) => name in target || (typeof name === 'string' && stateOf(target).values.has(name)),
  set: assign,
  deleteProperty(target, name) {
    if (name === 'cookie') refuseReserved(name);
    if (isData(target, name)) stateOf(target).change((values) => values.delete(name));
    return Reflect.deleteProperty(target, name);
  },
  ownKeys(target) {
    const names = stateOf(target).values.keys();
    return ['cookie', ...names.filter((name) => !(name in target)), ...Reflect.ownKeys(target)];
  },
  getOwnPropertyDescriptor(target, name) {
    if (name === 'cookie') return property(target.cookie);
    if (!isData(target, name)) return Reflect.getOwnPropertyDescriptor(target, name);
    const { values } = stateOf(target);
    return values.has(name) ? property(values.get(name)) : undefined;
  },
  defineProperty(target, name, given) {
    const isStored = given.enumerable ?? (isData(target, name) && stateOf(target).values.has(name));
    if (!isStored || typeof name === 'symbol') return Reflect.defineProperty(target, name, given);
    if (given.get || given.set || given.writable === false || given.configurable === false) {
      throw new SessionError(
        'INVALID_ARGUMENT',
        `The property session.${name} would be stored as a plain value. Assign the value.`,
      );
    }
    return assign(target, name, given.value);
  },
  preventExtensions() {
    throw new SessionError(
      'INVALID_ARGUMENT',
      'A session cannot be frozen, because other requests may add to it. Freeze a copy: { ...req.session }.',
    );
  },
};

function isData(target: Session, name: string | symbol): name is string {
  return typeof name === 'string' && !(name in target);
}

/** Assigns a value. `undefined` means that there is none, because JSON cannot keep it. */
function assign(target: Session, name: string | symbol, value: unknown): boolean {
  if (typeof name === 'symbol' || name === 'cookie') return Reflect.set(target, name, value);
  if (isData(target, name)) {
    stateOf(target).change((values) => {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
    });
    return true;
  }
  if (typeof value !== 'function') refuseReserved(name);
  return Reflect.defineProperty(target, name, { value, configurable: true, writable: true });
}

function property(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}

function refuseReserved(name: string): never {
  throw new SessionError(
    'INVALID_ARGUMENT',
    `The name "${name}" is reserved: session.${name} is part of every session. Store the value under another name.`,
  );
}
