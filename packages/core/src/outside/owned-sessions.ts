import type { CallOptions } from '../contract/call-options.js';
import type { OwnedSession } from '../contract/owner-index.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import { ownerName } from '../session/owner-name.js';
import type { SessionId } from '../session-key.js';
import { stateOf } from '../session/session-state.js';
import { endSession } from '../walks/end-session.js';
import { keyedRoomOf } from './keyed-room-of.js';

const pageSize = 100;

/** An owner's live sessions, page by page, so that ten thousand of them take no more memory than a hundred. */
export async function* listSessions(
  config: ManagerConfig,
  owner: string | number,
  options: CallOptions = {},
): AsyncGenerator<OwnedSession, void> {
  const { store } = keyedRoomOf(config, 'list').context;
  const name = ownerName(owner, 'list');
  let cursor: string | undefined;
  do {
    const page = await store.listByOwner(name, { limit: pageSize, ...(cursor !== undefined && { cursor }) }, options);
    yield* page.sessions;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Ends one session, and its successor when its key was changed. With `owner`, only when it is that owner's. */
export async function revokeSession(
  config: ManagerConfig,
  id: SessionId,
  { owner, ...options }: CallOptions & { readonly owner?: string | number } = {},
): Promise<boolean> {
  const { context, queue } = keyedRoomOf(config, 'revoke');
  const owned = { ...options, ...(owner !== undefined && { owner: ownerName(owner, 'revoke') }) };
  return (await queue.run(id, () => endSession(context, id, owned))) !== undefined;
}

/** Ends all sessions of an owner but those spared; answers how many. */
export async function revokeOwner(
  config: ManagerConfig,
  owner: string | number,
  except: readonly SessionId[],
  options: CallOptions = {},
): Promise<number> {
  const { store } = keyedRoomOf(config, 'revokeOwner').context;
  return await store.deleteByOwner(ownerName(owner, 'revokeOwner'), { except }, options);
}

/** A session is spared under the id that is stored and the one that a pending change will give it. */
export function idsOf(except: object | readonly SessionId[] | undefined): readonly SessionId[] {
  if (Array.isArray(except)) return except as readonly SessionId[];
  const state = except && stateOf(except);
  return state ? [state.next.id, ...(state.base ? [state.base.id] : [])] : [];
}
