import type { RequestFacts } from '../http/request-facts.js';
import type { ManagerConfig } from './manager-config.js';
import { ownerName } from '../session/owner-name.js';
import { SessionState } from '../session/session-state.js';
import { Visit } from './visit.js';

export interface Opening {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
  /** Whether keys can change and cookies be set. */
  readonly inRequest: boolean;
}

/** Finds the session that the cookies name, by at most one call of the store, and readies a key for a new one. */
export async function openVisit<Data extends object, Name extends string>(
  config: ManagerConfig,
  { cookieHeader, facts, renews, inRequest }: Opening,
): Promise<Visit<Data, Name>> {
  const { context } = config;
  const { method, prefetch, secure, untrustedForwarding } = facts;
  if (untrustedForwarding) context.events.emit('insecure', { setting: 'trust proxy, or isSecure(request)' });
  const looks = method !== 'OPTIONS';
  const walk = config.startWalk(cookieHeader, secure);
  const { base, superseded } = looks ? await walk.find() : {};
  const quiet = prefetch || method === 'HEAD' || !looks;
  const state = new SessionState(context.serializer, await context.createKeyAndId(), base, {
    inRequest,
    takesFlash: !quiet,
    isSealed: walk.isSealed,
  });
  if (superseded) state.supersede(superseded);
  else if (looks && cookieHeader && !base) await adopt(config, cookieHeader, state);
  return new Visit(state, { context, walk, renews: renews && !quiet });
}

async function adopt(config: ManagerConfig, cookieHeader: string, state: SessionState): Promise<void> {
  const adopted = await config.adopt?.(cookieHeader);
  if (!adopted) return;
  for (const [key, value] of Object.entries(adopted.data)) state.changes.set(key, value);
  if (adopted.owner !== undefined) state.change({ owner: ownerName(adopted.owner, 'adopt') });
}
