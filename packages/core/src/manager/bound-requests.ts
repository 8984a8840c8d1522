import { SessionError } from '../contract/errors.js';
import { createObjectNotes } from '../http/object-notes.js';
import type { CommitResult, RequestBinding } from '../http/request-binding.js';
import type { ManagerConfig } from './manager-config.js';
import { startVisit } from './start-visit.js';
import type { Visit } from './visit.js';

/** A request that came through a middleware, with its session once a handler has called `get`. */
interface BoundRequest<Data extends object, Name extends string> {
  /** The one that the middleware got, for what the application is told. */
  readonly request: object;
  readonly binding: RequestBinding;
  pending: Promise<Visit<Data, Name>> | undefined;
  visit: Visit<Data, Name> | undefined;
}

/** The requests that came through a middleware. */
export class BoundRequests<Data extends object, Name extends string> {
  readonly #config: ManagerConfig;
  readonly #notes = createObjectNotes<BoundRequest<Data, Name>>();

  constructor(config: ManagerConfig) {
    this.#config = config;
  }

  /**
   * Binds a request, and other objects that stand for it. If one of them is bound already, all share that session, and
   * `binding` is not used.
   */
  bind(request: object, binding: RequestBinding, aliases: readonly object[]): void {
    let bound = this.#notes.get(request);
    for (const alias of aliases) {
      const known = this.#notes.get(requireObject(alias));
      bound ??= known;
    }
    bound ??= { request, binding, pending: undefined, visit: undefined };
    this.#note(request, bound);
    for (const alias of aliases) this.#note(alias, bound);
  }

  #note(request: object, bound: BoundRequest<Data, Name>): void {
    if (!this.#notes.get(request)) this.#notes.add(request, bound);
  }

  /**
   * Also looks at `request`, `req` and `raw`: many frameworks hand a handler an object that has the request there, and
   * not always the one that the middleware got. SvelteKit copies its event for each `load` and action.
   */
  #find(object: Partial<Record<'request' | 'req' | 'raw', unknown>>): BoundRequest<Data, Name> | undefined {
    const notes = this.#notes;
    return notes.get(object) ?? notes.get(object?.request) ?? notes.get(object?.req) ?? notes.get(object?.raw);
  }

  /** Returns the visit of a request whose session is loaded, or `undefined`. */
  loadedVisitOf(request: object): Visit<Data, Name> | undefined {
    return this.#find(request)?.visit;
  }

  /**
   * Returns the visit of a request, and starts it if this is the first call.
   *
   * @param renew - Whether it moves the idle deadline. @defaultValue as the option `renew` of the manager says
   */
  visitOf(object: object, renew?: boolean): Promise<Visit<Data, Name>> {
    const bound = this.#find(object);
    if (!bound) {
      throw new SessionError(
        'WRONG_TIME',
        `get: this ${typeof object} is not known to the session middleware of this SessionManager. Mount it before the ` +
          'handler. If it is mounted, a framework or a handler has made a new Request or a clone: pass on the one that the ' +
          'middleware got.',
      );
    }
    if (bound.pending) return bound.pending;
    const { binding, request } = bound;
    const { cookieHeader, facts, progress } = binding;
    const renews = renew ?? this.#config.renew(request);
    const visitRequest = { cookieHeader, facts, renews, canSetCookie: true, progress, request };
    // The `renew` option may itself have called `get`.
    if (bound.pending) return bound.pending;
    const pending = startVisit<Data, Name>(this.#config, visitRequest);
    bound.pending = pending;
    // The caller of `get` sees the rejection.
    pending.then(
      (visit) => {
        bound.visit = visit;
      },
      () => undefined,
    );
    const unloaded = (failure: unknown): CommitResult => ({ cookies: [], accessed: true, failure });
    binding.opened((call) =>
      bound.visit ? bound.visit.commit(call) : pending.then((visit) => visit.commit(call), unloaded),
    );
    return pending;
  }
}

function requireObject(alias: unknown): unknown {
  if ((typeof alias === 'object' && alias !== null) || typeof alias === 'function') return alias;
  throw new SessionError('INVALID_ARGUMENT', `bind: an alias of a request must be an object, not ${String(alias)}`);
}
