import type { CallOptions } from '../contract/call-options.js';
import type { ManagerConfig } from './manager-config.js';
import type { Session } from '../session/session.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { SessionState } from '../session/session-state.js';
import { Visit } from './visit.js';
import { loadSession } from '../keyed/load-session.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { storedIdOf } from './stored-id.js';

/** Changes a session without a request. Answers `false` when it is not there; its deadline stays where it was. */
export async function editSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  edit: (session: Session<Data, Name>) => void | Promise<void>,
  options: CallOptions = {},
): Promise<boolean> {
  const room = requireKeyedStore(config, 'edit');
  const { context } = room;
  const id = storedIdOf(room, idOrKey, 'edit');
  if (!id) return false;
  const loaded = await loadSession(context, id, options);
  if (loaded.status === 'corrupt') throw loaded.error;
  if (loaded.status !== 'live') return false;
  const state = new SessionState(context, context.createKeyAndId(), loaded.base, {
    inRequest: false,
    takesFlash: true,
    isSealed: false,
  });
  const persistence = config.startPersistence(undefined, true);
  const visit = new Visit<Data, Name>(state, { context, persistence, renews: false, endFollows: true });
  try {
    await edit(visit.session);
  } catch (error) {
    state.mode = 'detached';
    throw error;
  }
  await visit.finish();
  return state.mode !== 'detached';
}
