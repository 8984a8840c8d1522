import type { CallOptions } from '../contract/call-options.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { readRecord } from '../persistence/read-record.js';
import type { Base } from '../session/base.js';
import type { Session } from '../session/session.js';
import type { SessionState } from '../session/session-state.js';
import type { ManagerConfig } from './manager-config.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { storedIdOf } from './stored-id.js';
import { Visit } from './visit.js';

type Edit<Data extends object, Name extends string> = (session: Session<Data, Name>) => unknown;

/** Changes a session without a request. Returns `false` when there is none; its deadline stays where it was. */
export async function editSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  edit: Edit<Data, Name>,
  options: CallOptions = {},
): Promise<boolean> {
  const context = requireKeyedStore(config, 'edit');
  const id = storedIdOf(context, idOrKey, 'edit');
  if (!id) return false;
  const loaded = readRecord(context, id, await context.store.load(id, options));
  if (loaded.status === 'corrupt') throw loaded.error;
  if (loaded.status !== 'live') return false;
  const { mode } = await editLoaded(config, loaded.base, edit, false);
  return mode !== 'detached';
}

/**
 * Changes a session that was loaded. Returns its state afterwards.
 *
 * @param renews - Whether this moves the idle deadline, even if nothing is changed.
 */
export async function editLoaded<Data extends object, Name extends string>(
  { context, startPersistence }: ManagerConfig,
  base: Base,
  edit: Edit<Data, Name>,
  renews: boolean,
): Promise<SessionState> {
  const situation = { isVisit: true, renews, canSetCookie: false, endFollows: true };
  const visit = new Visit<Data, Name>(context, startPersistence(undefined, true), { base }, situation);
  const { session, state } = visit;
  visit.isRequested = true;
  try {
    await edit(session);
  } catch (error) {
    state.detach();
    throw error;
  }
  await visit.finish();
  if (renews) await visit.commit({ status: 200, headersSent: true });
  return state;
}
