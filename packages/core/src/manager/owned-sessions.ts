import type { CallOptions } from '../contract/call-options.js';
import { SessionError, StoreError } from '../contract/errors.js';
import type { OwnedSession } from '../contract/owner-index.js';
import type { ManagerConfig } from './manager-config.js';
import { ownerName } from '../session/owner-name.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { stateOf } from '../session/readonly-session.js';
import { endSession } from '../keyed/end-session.js';
import { type KeyedContext, withinBudget } from '../keyed/keyed-context.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { storedIdOf } from './stored-id.js';

const pageSize = 100;

/** Returns an owner's live sessions, loaded page by page, so that ten thousand take no more memory than a hundred. */
export async function* listSessions(
  config: ManagerConfig,
  owner: string | number,
  options: CallOptions = {},
): AsyncGenerator<OwnedSession, void> {
  const context = requireKeyedStore(config, 'list');
  const name = ownerName(owner, 'list');
  let cursor: string | undefined;
  do {
    const asked = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const page = await context.store.listByOwner(name, asked, options);
    if (page.cursor !== undefined && page.cursor === cursor) {
      const message =
        'list: the store returned the same cursor for two pages of listByOwner: the list would never end.';
      throw new StoreError(message, { outcome: 'not-applied' });
    }
    for (const { id, createdAt, expiresAt, attributes } of page.sessions) {
      yield { id: context.shownId(id), createdAt, expiresAt, ...(attributes && { attributes }) };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** The options of `SessionManager.revoke`. */
export interface RevokeOptions extends CallOptions {
  /** Ends the session only if it belongs to that owner. If left out, any session is ended. `undefined` is refused. */
  readonly owner?: string | number;
}

/** The options of `SessionManager.revokeOwner`. */
export interface RevokeOwnerOptions extends CallOptions {
  /**
   * What not to end: this request's session, or a list of ids. If left out, all sessions are ended. `undefined` is
   * refused.
   */
  readonly except?: object | readonly (SessionId | SessionKey)[];
}

/** Ends one session, and its successor when its key was changed. With `owner`, only when it is that owner's. */
export async function revokeSession(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  options: RevokeOptions = {},
): Promise<boolean> {
  refuseUnknownOptions('revoke', options, ['owner', 'signal']);
  const context = requireKeyedStore(config, 'revoke');
  const { owner, ...callOptions } = options;
  if ('owner' in options && (owner ?? undefined) === undefined) {
    throw new SessionError(
      'INVALID_ARGUMENT',
      'revoke: owner is undefined. Leave it out to end a session of any owner. A guest owns no session, so do not call revoke ' +
        'for one.',
    );
  }
  const owned = { ...callOptions, ...(owner !== undefined && { owner: ownerName(owner, 'revoke') }) };
  const id = storedIdOf(context, idOrKey, 'revoke');
  if (id === undefined) return false;
  return (await context.queue.ahead(id, () => endSession(withinBudget(context), id, owned))) !== undefined;
}

/** Ends all sessions of an owner except those in `except`. Returns how many. */
export async function revokeOwner(
  config: ManagerConfig,
  owner: string | number,
  options: RevokeOwnerOptions = {},
): Promise<number> {
  refuseUnknownOptions('revokeOwner', options, ['except', 'signal']);
  const context = requireKeyedStore(config, 'revokeOwner');
  const name = ownerName(owner, 'revokeOwner');
  const except = 'except' in options ? sparedBy(context, options.except) : [];
  const ended = await context.store.deleteByOwner(name, { except }, options);
  context.events.emit('owner-revoked', { owner: name, except: except.map(context.shownId) });
  return ended;
}

/** Returns the ids of the sessions to keep. One with a pending change of its key has two. */
function sparedBy(context: KeyedContext, except: unknown): SessionId[] {
  const state = typeof except === 'object' && except ? stateOf(except) : undefined;
  if (state) return [state.next.id, ...(state.base ? [state.base.id] : [])];
  const ids = Array.isArray(except) ? except.map((id) => storedIdOf(context, id, 'revokeOwner: except')) : [undefined];
  const spared = ids.filter((id) => id !== undefined);
  if (spared.length === ids.length) return spared;
  throw new SessionError(
    'INVALID_ARGUMENT',
    'revokeOwner: except must be a session that get has given, or a list of session ids. Leave it out to spare none.',
  );
}
