import { readCookie } from '../cookie/read-cookie.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { ManagerConfig } from './manager-config.js';
import { ownerName } from '../session/owner-name.js';
import { parseSessionKey, type SessionId } from '../session-key.js';
import { type Base, SessionState } from '../session/session-state.js';
import { Visit } from './visit.js';
import { type Loaded, loadSession } from '../walks/load-session.js';

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
  const { context, cookies, queue } = config;
  const { method, prefetch, secure, untrustedForwarding } = facts;
  if (untrustedForwarding) context.events.emit('insecure', { setting: 'trust proxy, or isSecure(request)' });
  const looks = method !== 'OPTIONS';
  const id = looks ? await idOfCookie(config, cookieHeader, secure) : undefined;
  const found = id && (await load(config, id));
  const quiet = prefetch || method === 'HEAD' || !looks;
  const state = new SessionState(context.serializer, await context.createKeyAndId(), found?.base, {
    inRequest,
    takesFlash: !quiet,
  });
  if (found?.superseded) supersede(state, id!);
  if (looks && cookieHeader && !found?.base && !found?.superseded) await adopt(config, cookieHeader, state);
  return new Visit(state, {
    context,
    queue,
    cookies,
    secure,
    renews: renews && !quiet,
    async reload() {
      const at = state.base?.id ?? state.supersededId;
      const again = at && (await load(config, at));
      state.reset(again?.base, await context.createKeyAndId());
      if (again?.superseded) supersede(state, at!);
      // What has been interrupted stays so; what has only failed can begin again.
      else if (again?.base) state.mode = 'live';
    },
  });
}

async function idOfCookie(
  config: ManagerConfig,
  header: string | undefined,
  secure: boolean,
): Promise<SessionId | undefined> {
  const cookie = readCookie(header, config.cookies.nameFor(secure));
  if (!cookie) return undefined;
  const key = cookie === 'duplicate' ? undefined : parseSessionKey(cookie.value);
  if (key) return config.idOf(key);
  config.context.events.emit('rejected-key', { reason: cookie === 'duplicate' ? 'duplicate' : 'malformed' });
  return undefined;
}

async function load(config: ManagerConfig, id: SessionId): Promise<{ base?: Base; superseded?: true }> {
  const loaded: Loaded = await loadSession(config.context, id);
  if (loaded.status === 'live') return { base: loaded.base };
  if (loaded.status === 'corrupt' && config.onCorrupt === 'error') throw loaded.error;
  if (loaded.status === 'corrupt') return {};
  const superseded = loaded.status === 'superseded';
  config.context.events.emit('rejected-key', { reason: superseded ? 'superseded' : 'unknown' });
  return superseded ? { superseded } : {};
}

function supersede(state: SessionState, id: SessionId): void {
  state.mode = 'superseded';
  state.supersededId = id;
}

async function adopt(config: ManagerConfig, cookieHeader: string, state: SessionState): Promise<void> {
  const adopted = await config.adopt?.(cookieHeader);
  if (!adopted) return;
  for (const [key, value] of Object.entries(adopted.data)) state.changes.set(key, value);
  if (adopted.owner !== undefined) state.change({ owner: ownerName(adopted.owner, 'adopt') });
}
