import { InterruptedError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { SessionPersistence } from '../persistence/session-persistence.js';
import type { Base } from '../session/base.js';
import { ReadonlySession } from '../session/readonly-session.js';
import type { Session } from '../session/session.js';
import { editLoaded } from './edit-session.js';
import type { ManagerConfig } from './manager-config.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { startVisit } from './start-visit.js';

/**
 * What has become of a session that is followed:
 *
 * - `live`: it exists, perhaps under another key after a `regenerate`;
 * - `ended`: it was signed out, revoked or emptied, or cannot be read;
 * - `expired`: its deadline is over;
 * - `replaced`: `signIn` or `replace` has begun another session in that browser.
 */
export type FollowedStatus = 'live' | 'ended' | 'expired' | 'replaced';

/** A session that is followed for longer than a request. Holds its id, or its cookie where the store is sealed. */
export class FollowedSession<Data extends object, Name extends string> {
  /** The session as it was loaded. It stays as it was. */
  readonly session: ReadonlySession<Data>;
  /** Whose session it is. It does not change: after a sign-in, the session counts as `replaced`. */
  readonly owner: string | undefined;
  readonly #config: ManagerConfig;
  readonly #persistence: SessionPersistence;
  #storedId!: SessionId;
  #status: FollowedStatus = 'live';
  #expiresAt!: number;
  #absoluteExpiresAt!: number;

  /** @internal */
  constructor(config: ManagerConfig, persistence: SessionPersistence, base: Base, session: ReadonlySession<Data>) {
    this.#config = config;
    this.#persistence = persistence;
    this.session = session;
    this.owner = base.owner;
    this.#note(base);
  }

  /** The session id, as far as is known: `check` finds the one after a `regenerate`. */
  get id(): SessionId {
    return this.#config.context.shownId(this.#storedId);
  }

  /** What the last `check` or `edit` has found. */
  get status(): FollowedStatus {
    return this.#status;
  }

  /** Milliseconds until the deadline, as far as is known: other requests may have moved it. */
  get remaining(): number {
    return this.#expiresAt - this.#config.context.now();
  }

  /** Milliseconds until the session ends, used or not. */
  get absoluteRemaining(): number {
    return this.#absoluteExpiresAt - this.#config.context.now();
  }

  /**
   * Looks at the store, and returns what has become of the session. With `renew`, it moves the idle deadline where that
   * is due; on a sealed store, only a request can.
   *
   * A `regenerate` can be followed for a minute. Afterwards, the session under the former key counts as ended.
   *
   * @throws {@link StoreError} if the store could not reply. Then nothing is known, and the status stays as it was
   */
  async check({ renew = false }: { readonly renew?: boolean } = {}): Promise<FollowedStatus> {
    const base = await this.#find();
    if (!base) return this.#status;
    const isRenewable = renew && this.#config.keyed;
    this.#note(isRenewable ? (await editLoaded(this.#config, base, () => undefined, true)).base : base);
    return this.#status;
  }

  /**
   * Changes the session as `SessionManager.edit` does, and, with `renew`, moves its idle deadline where that is due.
   * Returns `false` if it has ended; `status` says how.
   *
   * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store
   */
  async edit(
    change: (session: Session<Data, Name>) => unknown,
    { renew = false }: { readonly renew?: boolean } = {},
  ): Promise<boolean> {
    requireKeyedStore(this.#config, 'edit');
    const found = await this.#find();
    if (!found) return false;
    try {
      const { base, mode } = await editLoaded(this.#config, found, change, renew);
      if (mode !== 'detached') {
        this.#note(base);
        return true;
      }
    } catch (error) {
      if (!(error instanceof InterruptedError) || (await this.check()) === 'live') throw error;
      return false;
    }
    await this.check();
    return false;
  }

  /** Returns the session if it is live. If not, notes what has become of it. */
  async #find(): Promise<Base | undefined> {
    if (this.#status !== 'live') return undefined;
    const loaded = await this.#persistence.findLater(this.#storedId);
    const { status } = loaded;
    if (status === 'live' && loaded.base.owner === this.owner) return loaded.base;
    if (status === 'live' || status === 'superseded') this.#status = 'replaced';
    else this.#status = status === 'over' || (status === 'absent' && this.remaining <= 0) ? 'expired' : 'ended';
    return undefined;
  }

  /** Without a record, the session was destroyed, or emptied. */
  #note(base: Base | undefined): void {
    if (!base) {
      this.#status = 'ended';
      return;
    }
    this.#storedId = base.id;
    this.#expiresAt = base.expiresAt;
    const lifetime = this.#config.context.lifetimes.of(base.envelope.lifetime);
    this.#absoluteExpiresAt = base.createdAt + lifetime.absolute;
  }
}

/** Finds the session that the cookies identify, to follow it. Moves no deadline. */
export async function followSession<Data extends object, Name extends string>(
  config: ManagerConfig,
  cookieHeader: string | undefined,
  facts: RequestFacts,
): Promise<FollowedSession<Data, Name> | undefined> {
  const opening = { cookieHeader, facts, renews: false, canSetCookie: false };
  const { persistence, state } = await startVisit<Data, Name>(config, opening);
  const { stored } = state;
  if (!stored) return undefined;
  // A keyed session is found by its id, so its key is not kept in memory.
  const later = config.keyed ? config.startPersistence(undefined, true) : persistence;
  return new FollowedSession<Data, Name>(config, later, stored, new ReadonlySession<Data>(state));
}
