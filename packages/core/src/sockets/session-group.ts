import type { SessionId } from '../contract/session-id.js';
import type { FollowedSession } from '../manager/followed-session.js';
import type { Admission } from './admission.js';

/** No session is looked up more often by itself, in milliseconds. */
const shortestInterval = 100;

/** All that was admitted by one session. Instants are those of `performance.now()`. */
export class SessionGroup<Data extends object, Name extends string> {
  followed: FollowedSession<Data, Name>;
  /** The session's id, and the ids that key changes have given it since it was last looked up. */
  readonly ids: Set<SessionId>;
  readonly admissions = new Set<Admission>();
  /** Whether a message since the last look-up should move the idle deadline. */
  isUsed = false;
  #checkedAt = performance.now();
  #nextCheckAt = 0;

  constructor(followed: FollowedSession<Data, Name>) {
    this.followed = followed;
    this.ids = new Set([followed.id]);
  }

  /** Forgets handshakes that have come to nothing. Returns whether nothing is left. */
  prune(): boolean {
    for (const admission of this.admissions) if (admission.prune()) this.admissions.delete(admission);
    return this.admissions.size === 0;
  }

  /** Plans the next look-up, after one that succeeded or before the first one. */
  noteChecked(interval: number): void {
    this.#checkedAt = performance.now();
    this.#nextCheckAt = this.#checkedAt + interval;
  }

  /** Plans the next look-up after one that failed. */
  retryIn(pause: number): void {
    this.#nextCheckAt = performance.now() + pause;
  }

  /**
   * When the session must be looked up.
   *
   * @param renews - Whether that is to move the deadline. Then half of the time that is left is enough.
   */
  dueAt(renews: boolean): number {
    const deadline = performance.now() + this.followed.remaining;
    const latest = renews ? (this.#checkedAt + deadline) / 2 : deadline;
    return Math.max(this.#checkedAt + shortestInterval, Math.min(this.#nextCheckAt, latest));
  }
}

/** The groups by the ids of their sessions. */
export class SessionGroups<Data extends object, Name extends string> {
  readonly #all = new Set<SessionGroup<Data, Name>>();
  readonly #byId = new Map<SessionId, SessionGroup<Data, Name>>();
  /** By ids that key changes are said to have given them. Nobody is admitted by these: a message may be forged. */
  readonly #byAlias = new Map<SessionId, SessionGroup<Data, Name>>();
  readonly #ofAdmission = new WeakMap<Admission, SessionGroup<Data, Name>>();

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): IterableIterator<SessionGroup<Data, Name>> {
    return this.#all.values();
  }

  has(group: SessionGroup<Data, Name>): boolean {
    return this.#all.has(group);
  }

  find(id: SessionId): SessionGroup<Data, Name> | undefined {
    return this.#byId.get(id);
  }

  /** Returns the group of that session, and one that is said to have become it. */
  concernedBy(id: SessionId): readonly SessionGroup<Data, Name>[] {
    return [this.#byId.get(id), this.#byAlias.get(id)].filter((group) => group !== undefined);
  }

  /** Returns the group that the admission belongs to, or has belonged to. */
  of(admission: Admission): SessionGroup<Data, Name> {
    return this.#ofAdmission.get(admission)!;
  }

  /** Adds an admission to the group, or to another one of the same session. Returns that one. */
  admit(admission: Admission, to: SessionGroup<Data, Name>): SessionGroup<Data, Name> {
    const { id } = to.followed;
    const group = this.#byId.get(id) ?? to;
    group.admissions.add(admission);
    this.#ofAdmission.set(admission, group);
    this.#all.add(group);
    this.#byId.set(id, group);
    return group;
  }

  dismiss(admission: Admission): void {
    const group = this.of(admission);
    group.admissions.delete(admission);
    if (group.admissions.size === 0) this.remove(group);
  }

  remove(group: SessionGroup<Data, Name>): void {
    this.#all.delete(group);
    for (const id of group.ids)
      for (const known of [this.#byId, this.#byAlias]) if (known.get(id) === group) known.delete(id);
  }

  /** Notes an id that the session is said to have now. Until the store confirms it, it only closes sockets. */
  alias(group: SessionGroup<Data, Name>, id: SessionId): void {
    if (this.concernedBy(id).length > 0) return;
    group.ids.add(id);
    this.#byAlias.set(id, group);
  }

  /** The session was looked up, so its id is certain. Another group may have been made for it meanwhile. */
  confirm(group: SessionGroup<Data, Name>): void {
    const { id } = group.followed;
    if (group.ids.size === 1 && group.ids.has(id)) return;
    this.remove(group);
    group.ids.clear();
    group.ids.add(id);
    for (const admission of group.admissions) this.admit(admission, group);
  }
}
