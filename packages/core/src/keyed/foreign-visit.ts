import type { UpdateResult } from '../contract/keyed-store.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoredSession } from '../contract/session-record.js';
import { cookieValues } from '../cookie/read-cookie.js';
import { parseSessionKey } from '../keys/session-key.js';
import { deadlineFor, longestCookieLife } from '../options/lifetimes.js';
import { encodeEnvelope, type Tombstone, tombstoneLife } from '../payload/envelope.js';
import { type Ended, type Ending, refuseTooMany } from '../persistence/end-each.js';
import { decodeRecord, readRecord } from '../persistence/read-record.js';
import type { Base, Found } from '../session/base.js';
import { ownerName } from '../session/owner-name.js';
import { expiryOf } from '../session/session-end.js';
import type { SessionState } from '../session/session-state.js';
import type { AdoptedSession } from './adopt-options.js';
import type { Adoption, ForeignId } from './adoption.js';
import { endSession } from './end-session.js';
import type { KeyedContext } from './keyed-context.js';
import { latestOf } from './successor.js';
import { tombstoneRecord } from './unreachable-records.js';
import { createVerified } from './verified-writes.js';

/** Finds and ends the session that one request has in another framework. */
export class ForeignVisit {
  readonly #context: KeyedContext;
  readonly #adoption: Adoption;
  readonly #cookieHeader: string | undefined;
  /** The session that each cookie identifies. */
  readonly #named = new Map<string, Promise<ForeignId | undefined>>();

  constructor(context: KeyedContext, adoption: Adoption, cookieHeader: string | undefined) {
    this.#context = context;
    this.#adoption = adoption;
    this.#cookieHeader = cookieHeader;
  }

  /** Finds the session of the other cookie: the one there, or ours if it was adopted within the last minute. */
  async find(): Promise<Found> {
    const context = this.#context;
    const foreign = await this.#identify();
    if (!foreign) return {};
    const { marker, adopted } = await this.#load(foreign);
    if (!marker) {
      const base = adopted && foreignBase(context, foreign, adopted);
      return base ? { base } : {};
    }
    const read = readRecord(context, foreign.markerId, marker);
    if (read.status !== 'superseded') return {};
    const isRecent = context.now() - marker.createdAt < tombstoneLife;
    const latest = isRecent ? await latestOf(context, foreign.markerId, marker) : undefined;
    if (latest && !('successor' in latest)) return { base: latest };
    context.events.emit('rejected-key', { reason: 'superseded' });
    return latest ? { superseded: { id: foreign.markerId, successor: latest.successor } } : {};
  }

  /** Loads the marker of an adopted session, or the session from the other framework. */
  async #load(
    foreign: ForeignId,
  ): Promise<{ readonly marker?: StoredSession; readonly adopted?: AdoptedSession<object> }> {
    const { store } = this.#context;
    const marker = await store.load(foreign.markerId);
    if (marker) return { marker };
    const adopted = await this.#adoption.load(foreign);
    if (adopted) return { adopted };
    // Another request may have adopted it in between, and ended it there.
    const later = await store.load(foreign.markerId);
    return later ? { marker: later } : {};
  }

  /** Ends the other framework's session, after it was stored as one of ours. */
  async endAdopted(id: SessionId): Promise<void> {
    const foreign = await this.#identify();
    if (foreign) await this.#endThere(foreign, id);
  }

  async #endThere(foreign: ForeignId, id: SessionId): Promise<void> {
    try {
      await this.#adoption.end(foreign);
    } catch (error) {
      this.#context.events.emit('foreign-not-ended', { id, error });
    }
  }

  /**
   * Returns how to end every session that one of the other cookies identifies, there or adopted, so that none brings
   * the visitor back. If several cookies came, none is adopted, but each session may be ended.
   *
   * @throws {@link AmbiguousCookieError}
   */
  endings(state: SessionState): Ending[] {
    const values = new Set(this.#cookies());
    refuseTooMany(this.#adoption.cookieName, values.size);
    // Where both cookies have one name, a session of ours that was found is none of the other framework's.
    const isOurs = (value: string): boolean => {
      const key = state.stored && parseSessionKey(value);
      return key !== undefined && this.#context.idOf(key) === state.stored?.id;
    };
    return [...values].filter((value) => !isOurs(value)).map((value) => () => this.#end(value, state));
  }

  async #end(value: string, { base }: SessionState): ReturnType<Ending> {
    const context = this.#context;
    const foreign = await this.#name(value);
    if (!foreign) return undefined;
    const { markerId } = foreign;
    if (!base?.isForeign) {
      const { marker, adopted } = await this.#load(foreign);
      if (marker) return this.#endSuccessor(markerId, marker);
      if (!adopted) return undefined;
    }
    // The successor is a session that will never exist.
    const { id: successor } = context.createKeyAndId();
    const result = await markAdopted(context, markerId, { successor, by: 'sign-in' });
    if (result.status === 'conflict') return this.#endSuccessor(markerId, result.current);
    context.events.emit('destroyed', { id: markerId });
    await this.#endThere(foreign, markerId);
    return { isOurs: true };
  }

  async #endSuccessor(markerId: SessionId, marker: StoredSession): Promise<Ended | undefined> {
    const read = readRecord(this.#context, markerId, marker);
    return read.status === 'superseded' ? endSession(this.#context, read.successor) : undefined;
  }

  /** Also returns `undefined` for two cookies of one name, because core cannot tell which one is the visitor's. */
  async #identify(): Promise<ForeignId | undefined> {
    const [value, ...others] = this.#cookies();
    return value === undefined || others.length > 0 ? undefined : this.#name(value);
  }

  #cookies(): string[] {
    return cookieValues(this.#cookieHeader, this.#adoption.cookieName);
  }

  #name(value: string): Promise<ForeignId | undefined> {
    const named = this.#named.get(value) ?? this.#adoption.identify(value, this.#cookieHeader!);
    this.#named.set(value, named);
    return named;
  }
}

/**
 * Returns what an adopting request starts from: like a record, but not in our store yet. Returns `undefined` if there
 * is nothing to keep.
 */
function foreignBase(
  context: KeyedContext,
  { markerId }: ForeignId,
  { data, owner, expire = 'default' }: AdoptedSession<object>,
): Base | undefined {
  if (owner === undefined && Object.keys(data).length === 0) return undefined;
  const now = context.now();
  const expiry = expiryOf(expire);
  const expiresAt = deadlineFor(now, now, context.lifetimes.of(undefined), expiry, context.limits.maxExpiresAt);
  const base = decodeRecord(context, markerId, {
    payload: encodeEnvelope(context.serializer, {
      data: { ...data },
      idle: expiresAt - now,
      ...(expiry !== undefined && { expiry }),
    }),
    createdAt: now,
    expiresAt,
    revision: '',
    version: undefined,
    ...(owner !== undefined && { owner: ownerName(owner, 'adopt') }),
  });
  return 'successor' in base ? undefined : { ...base, isForeign: true };
}

/**
 * Notes that the session was adopted, by a tombstone that lasts as long as a browser may keep the other cookie and as
 * our longest session. If two requests do so at once, one is `written` and the other a `conflict`.
 */
export async function markAdopted(
  context: KeyedContext,
  markerId: SessionId,
  tombstone: Tombstone,
): Promise<UpdateResult> {
  const { store, lifetimes, limits } = context;
  const now = context.now();
  const expiresAt = Math.min(now + Math.max(longestCookieLife, lifetimes.longestAbsolute), limits.maxExpiresAt);
  const record = { ...tombstoneRecord(context, { createdAt: now }, tombstone), expiresAt };
  let result = await createVerified(store, markerId, record);
  // Sending the same record again is safe: at most one of the two can be written.
  if (result.status === 'lost') result = await createVerified(store, markerId, record);
  if (result.status === 'lost') throw result.error;
  if (result.status === 'written') return result;
  const current = await store.load(markerId);
  return current ? { status: 'conflict', current } : { status: 'gone' };
}
