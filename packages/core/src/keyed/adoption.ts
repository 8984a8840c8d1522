import { sha256Hex } from '#platform';
import type { UpdateResult } from '../contract/keyed-store.js';
import type { SessionRecord } from '../contract/session-record.js';
import { readCookie } from '../cookie/read-cookie.js';
import { foreignRemoval } from '../cookie/foreign-removal.js';
import { isSamePlace, type SetCookie } from '../cookie/set-cookie.js';
import { deadlineFor, longestCookieLife } from '../options/lifetimes.js';
import type { AdoptedSession, AdoptOptions } from './adopt-options.js';
import { encodeEnvelope, type Tombstone } from '../payload/envelope.js';
import { ownerName } from '../session/owner-name.js';
import type { Base } from '../session/base.js';
import { createRevision } from '../keys/revision.js';
import type { SessionId } from '../contract/session-id.js';
import { callInTime } from '../persistence/call-in-time.js';
import { createVerified } from './verified-writes.js';
import type { KeyedContext } from './keyed-context.js';
import { decodeRecord } from '../persistence/read-record.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

/** A session of another framework that a cookie identifies. */
export interface ForeignId {
  /** The other framework's id. */
  readonly id: string;
  /** The id under which our store notes that it was adopted. */
  readonly markerId: SessionId;
}

/** The calls of another framework, each with a deadline and typed errors. */
export class Adoption {
  readonly #options: AdoptOptions<object>;
  readonly #timeout: number;
  readonly #removal: SetCookie;

  /** @param timeout - Milliseconds that one call may take. */
  constructor(options: AdoptOptions<object>, timeout: number) {
    this.#options = options;
    this.#timeout = timeout;
    this.#removal = foreignRemoval(options.cookie);
  }

  get cookieName(): string {
    return this.#removal.name;
  }

  /** Returns the session that a cookie identifies, or `undefined` if the other framework did not issue it. */
  async identify(cookie: string, cookieHeader: string): Promise<ForeignId | undefined> {
    const { identify = (value: string) => value } = this.#options;
    const value = percentDecoded(cookie);
    const id = await this.#call('identify', 'read', () => identify(value, cookieHeader));
    if (!id) return undefined;
    return { id, markerId: sha256Hex(`adopted:${id}`).slice(0, 40) as SessionId };
  }

  async load({ id }: ForeignId): Promise<AdoptedSession<object> | undefined> {
    return (await this.#call('load', 'read', (options) => this.#options.load(id, options))) ?? undefined;
  }

  async end({ id }: ForeignId): Promise<void> {
    await this.#call('end', 'write', (options) => this.#options.end?.(id, options));
  }

  /** Returns the removal of the other cookie, if it came and is not one of ours. */
  removalIn(cookieHeader: string | undefined, ours: SetCookie): readonly SetCookie[] {
    const came = readCookie(cookieHeader, this.#removal.name) !== undefined;
    return came && !isSamePlace(this.#removal, ours) ? [this.#removal] : [];
  }

  #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    run: Parameters<typeof callInTime<Result>>[1],
  ): Promise<Result> {
    return callInTime({ verb: `adopt.${verb}`, effect, timeout: this.#timeout }, run);
  }
}

/**
 * Returns what an adopting request starts from: like a record, but not in our store yet. Returns `undefined` if there
 * is nothing to keep.
 */
export function foreignBase(
  context: PersistenceContext,
  { markerId }: ForeignId,
  { data, owner }: AdoptedSession<object>,
): Base | undefined {
  if (owner === undefined && Object.keys(data).length === 0) return undefined;
  const now = context.now();
  const expiresAt = deadlineFor(now, now, context.lifetimes.of(undefined), undefined, context.limits.maxExpiresAt);
  const base = decodeRecord(context, markerId, {
    payload: encodeEnvelope(context.serializer, { data: { ...data }, idle: expiresAt - now }),
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
  const { store, serializer, lifetimes, limits } = context;
  const now = context.now();
  const record: SessionRecord = {
    payload: encodeEnvelope(serializer, tombstone),
    createdAt: now,
    expiresAt: Math.min(now + Math.max(longestCookieLife, lifetimes.longestAbsolute), limits.maxExpiresAt),
    revision: createRevision(),
  };
  let result = await createVerified(store, markerId, record);
  // Sending the same record again is safe: at most one of the two can be written.
  if (result.status === 'lost') result = await createVerified(store, markerId, record);
  if (result.status === 'lost') throw result.error;
  if (result.status === 'written') return result;
  const current = await store.load(markerId);
  return current ? { status: 'conflict', current } : { status: 'gone' };
}

/** Decodes as the `cookie` package and scripts in browsers do: a value that is not encoded stays as it is. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
