import type { ResponseProgress, CommitCall, CommitResult } from '../http/request-binding.js';
import { completeFacts, type RequestFacts } from '../http/request-facts.js';
import type { Session } from '../session/session.js';
import type { SessionState } from '../session/session-state.js';
import type { ManagerConfig } from './manager-config.js';
import { Visit } from './visit.js';

/** The options of `SessionManager.get`. */
export interface GetOptions {
  /** Whether this request moves the idle deadline. @defaultValue the manager's `renew` option */
  readonly renew?: boolean;
  /**
   * Loads the session for handlers that may use it later. Until one does, the response does not count as one that
   * depends on the session, so no caching headers are set. For middleware. @defaultValue `false`
   */
  readonly ahead?: boolean;
}

/** A session opened from a cookie header, with the function that commits it. */
export interface OpenedSession<Data extends object, Name extends string> {
  readonly session: Session<Data, Name>;
  /**
   * Stores the changes before the response is sent, and returns the cookies that it must set. Returns without a
   * promise if there is nothing to store. {@link applySessionHeaders} puts the result on a fetch response.
   *
   * Pass `streams: true` if the body is still being made and may use the session, so that caching headers are set at
   * once.
   */
  commit(call: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult>;
}

export interface VisitRequest {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
  /** Whether this request moves the idle deadline, where it is a visit at all. */
  readonly renews: boolean;
  /** Whether its response can set cookies. */
  readonly canSetCookie: boolean;
  /** @defaultValue `'pending'` */
  readonly progress?: ResponseProgress | undefined;
  /** The request that was bound, where there is one. */
  readonly request?: object;
}

/** Finds the session that the cookies name, with at most one call of the store. */
export async function startVisit<Data extends object, Name extends string>(
  { context, cookies, startPersistence }: ManagerConfig,
  { cookieHeader, facts, renews, canSetCookie, progress = 'pending', request }: VisitRequest,
): Promise<Visit<Data, Name>> {
  const { method, prefetch, secure, untrustedForwarding } = facts;
  if (untrustedForwarding && !cookies.isSecure({ secure: false })) {
    const isChosen = !cookies.isSecure({ secure: true });
    context.events.emit('insecure', { setting: isChosen ? 'cookie.secure' : 'trust proxy, or isSecure(request)' });
  }
  const persistence = startPersistence(cookieHeader, secure);
  const isPreflight = method === 'OPTIONS';
  const found = isPreflight ? {} : await persistence.find();
  const isVisit = !prefetch && method !== 'HEAD' && !isPreflight;
  const visit = new Visit<Data, Name>(context, persistence, found, {
    isVisit,
    renews: renews && isVisit,
    canSetCookie,
    headersSent: progress !== 'pending',
    isUpgrade: progress === 'upgraded',
    request,
    endFollows: progress === 'pending' || progress === 'streaming',
  });
  if (progress === 'failed') visit.state.detach();
  return visit;
}

/** Finds the session for reading only. With `renew`, it moves the idle deadline as far as that takes no cookie. */
export async function readState(
  config: ManagerConfig,
  cookieHeader: string | undefined,
  facts: Partial<RequestFacts> & Pick<GetOptions, 'renew'>,
): Promise<SessionState> {
  const { renew: renews = false } = facts;
  const visit = await startVisit(config, { cookieHeader, facts: completeFacts(facts), renews, canSetCookie: false });
  visit.isRequested = renews;
  if (renews) await visit.commit({ status: 200, headersSent: true });
  return visit.state;
}
