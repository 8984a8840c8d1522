import type { CallOptions } from '../contract/call-options.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { readRecord } from '../persistence/read-record.js';
import type { Session } from '../session/session.js';
import type { ManagerConfig } from './manager-config.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { storedIdOf } from './stored-id.js';
import { Visit } from './visit.js';

/** Changes a session without a request. Returns `false` when there is none; its deadline stays where it was. */
export async function editSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  edit: (session: Session<Data, Name>) => void | Promise<void>,
  options: CallOptions = {},
): Promise<boolean> {
  const context = requireKeyedStore(config, 'edit');
  const id = storedIdOf(context, idOrKey, 'edit');
  if (!id) return false;
  const loaded = readRecord(context, id, await context.store.load(id, options));
  if (loaded.status === 'corrupt') throw loaded.error;
  if (loaded.status !== 'live') return false;
  const situation = { isVisit: true, renews: false, canSetCookie: false, endFollows: true };
  const visit = new Visit<Data, Name>(context, config.startPersistence(undefined, true), loaded, situation);
  const { session, state } = visit;
  try {
    await edit(session);
  } catch (error) {
    state.detach();
    throw error;
  }
  await visit.finish();
  return state.mode !== 'detached';
}
