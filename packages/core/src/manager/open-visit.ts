import type { AnswerProgress } from '../http/request-binding.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { ManagerConfig } from './manager-config.js';
import { SessionState } from '../session/session-state.js';
import { Visit } from './visit.js';

export interface Opening {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
  /** Whether keys can change and cookies be set. */
  readonly inRequest: boolean;
  /** @defaultValue `'pending'` */
  readonly progress?: AnswerProgress | undefined;
  /** The request that was bound, where there is one. */
  readonly request?: object;
}

/** Finds the session that the cookies name, by at most one call of the store, and readies a key for a new one. */
export async function openVisit<Data extends object, Name extends string>(
  config: ManagerConfig,
  { cookieHeader, facts, renews, inRequest, progress = 'pending', request }: Opening,
): Promise<Visit<Data, Name>> {
  const { context } = config;
  const { method, prefetch, secure, untrustedForwarding } = facts;
  if (untrustedForwarding && !config.cookies.isSecure({ secure: false })) {
    const isChosen = !config.cookies.isSecure({ secure: true });
    context.events.emit('insecure', { setting: isChosen ? 'cookie.secure' : 'trust proxy, or isSecure(request)' });
  }
  const looks = method !== 'OPTIONS';
  const persistence = config.startPersistence(cookieHeader, secure);
  const { base, superseded } = looks ? await persistence.find() : {};
  const quiet = prefetch || method === 'HEAD' || !looks;
  const state = new SessionState(context, context.createKeyAndId(), base, {
    inRequest,
    takesFlash: !quiet,
    isSealed: persistence.isSealed,
    headersSent: progress !== 'pending',
    isUpgrade: progress === 'upgraded',
    request,
  });
  if (superseded) state.supersede(superseded);
  if (progress === 'failed') state.mode = 'detached';
  const endFollows = progress === 'pending' || progress === 'streaming';
  return new Visit(state, { context, persistence, renews: renews && !quiet, endFollows });
}
