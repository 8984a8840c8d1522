import { type Commit, type Session, type SessionId, type SessionKey, type SessionManager } from '@sess/core';
import type { PlainData } from './plain-data.js';

/** A stored session as it was read. */
export interface ReadSession {
  /** Not a copy. Must not be changed. */
  readonly data: PlainData;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Reads and changes one session of a manager. */
export interface SessionAccess {
  read(): Promise<ReadSession | undefined>;
  /**
   * Stores what `change` does, or only moves the idle deadline if that is due. Returns `false` if there was no session
   * to begin with.
   *
   * @throws {@link InterruptedError} if it has ended meanwhile, and there were more changes than removals
   */
  change(change: (session: Session) => void): Promise<boolean>;
}

/**
 * Reaches a session by its key: the first write is based on the version that was read, and a later one on what that
 * write stored.
 */
export class KeyAccess implements SessionAccess {
  readonly #manager: SessionManager;
  readonly #key: SessionKey;
  #opened: { readonly session: Session; readonly commit: Commit } | undefined;

  constructor(manager: SessionManager, key: SessionKey) {
    this.#manager = manager;
    this.#key = key;
  }

  async read(): Promise<ReadSession | undefined> {
    const session = await this.#open();
    if (!session) return undefined;
    return { data: session.toObject(), createdAt: session.createdAt!, expiresAt: session.expiresAt! };
  }

  async change(change: (session: Session) => void): Promise<boolean> {
    const session = await this.#open();
    if (!session) return false;
    const { commit } = this.#opened!;
    try {
      change(session);
      await commit({ status: 200, headersSent: true, endFollows: true });
    } catch (error) {
      // Nothing more can be stored by this one. A further try begins with what is stored then.
      this.#opened = undefined;
      throw error;
    }
    return true;
  }

  async #open(): Promise<Session | undefined> {
    if (this.#opened && !this.#opened.session.isNew) return this.#opened.session;
    const visit = {};
    let commit: Commit | undefined;
    this.#manager.bind(visit, {
      cookieHeader: `${this.#manager.cookieNames({ secure: false })[0]}=${this.#key}`,
      facts: { secure: false, method: 'GET', prefetch: false, untrustedForwarding: false },
      // No cookie can be set here, so no key may change.
      progress: 'streaming',
      opened: (given) => {
        commit = given;
      },
    });
    const session: Session = await this.#manager.get(visit, { renew: true });
    if (session.isNew) return undefined;
    this.#opened = { session, commit: commit! };
    return session;
  }
}

/** Reaches a session by its id. Its deadline stays. */
export class IdAccess implements SessionAccess {
  readonly #manager: SessionManager;
  readonly #id: SessionId;

  constructor(manager: SessionManager, id: SessionId) {
    this.#manager = manager;
    this.#id = id;
  }

  async read(): Promise<ReadSession | undefined> {
    const stored = await this.#manager.inspect(this.#id);
    return stored && { data: stored.decoded(), createdAt: stored.createdAt, expiresAt: stored.expiresAt };
  }

  change(change: (session: Session) => void): Promise<boolean> {
    return this.#manager.edit(this.#id, change);
  }
}
