import { cookieValues } from '../cookie/read-cookie.js';
import { tombstoneLife } from '../payload/envelope.js';
import type { SessionState } from '../session/session-state.js';
import type { SessionId } from '../contract/session-id.js';
import { type Adoption, foreignBase, type ForeignId, markAdopted } from './adoption.js';
import { type Ending, refuseTooMany } from '../persistence/end-each.js';
import { type Ended, endSession } from './end-session.js';
import { latestOf } from './successor.js';
import { readRecord } from '../persistence/read-record.js';
import type { Found } from '../session/base.js';
import type { KeyedContext } from './keyed-context.js';

/** One request's dealings with the session that it has in another framework. */
export class ForeignVisit {
  readonly #context: KeyedContext;
  readonly #adoption: Adoption;
  readonly #cookieHeader: string | undefined;
  /** What each cookie names. */
  readonly #named = new Map<string, Promise<ForeignId | undefined>>();

  constructor(context: KeyedContext, adoption: Adoption, cookieHeader: string | undefined) {
    this.#context = context;
    this.#adoption = adoption;
    this.#cookieHeader = cookieHeader;
  }

  /** What the other cookie opens: the session there, or the one that was made of it within the last minute. */
  async find(): Promise<Found> {
    const context = this.#context;
    const foreign = await this.#identify();
    if (!foreign) return {};
    const marker = await context.store.load(foreign.markerId);
    if (!marker) {
      const adopted = await this.#adoption.load(foreign);
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

  /** A session of ours has been made of it: nobody needs the other one any more. */
  async settle(id: SessionId): Promise<void> {
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
   * How to end what the other cookies open, so that none brings anybody back: in the other framework, or the sessions
   * that were made of it. Of several that came none can be adopted, but each names a session that may be ended.
   *
   * @throws {@link AmbiguousCookieError}
   */
  endings(state: SessionState): Ending[] {
    const values = new Set(this.#cookies());
    refuseTooMany(this.#adoption.cookieName, values.size);
    return [...values].map((value) => () => this.#end(value, state));
  }

  async #end(value: string, { base }: SessionState): ReturnType<Ending> {
    const context = this.#context;
    const foreign = await this.#name(value);
    if (!foreign) return undefined;
    const { markerId } = foreign;
    const marker = base?.isForeign ? undefined : await context.store.load(markerId);
    if (marker) return this.#endSuccessor(markerId, marker);
    if (!base?.isForeign && !(await this.#adoption.load(foreign))) return undefined;
    // It names a session that there will never be.
    const { id: successor } = context.createKeyAndId();
    const result = await markAdopted(context, markerId, { successor, by: 'sign-in' });
    if (result.status === 'conflict') return this.#endSuccessor(markerId, result.current);
    context.events.emit('destroyed', { id: markerId });
    await this.#endThere(foreign, markerId);
    return { isOurs: true };
  }

  async #endSuccessor(markerId: SessionId, marker: Parameters<typeof latestOf>[2]): Promise<Ended | undefined> {
    const read = readRecord(this.#context, markerId, marker);
    return read.status === 'superseded' ? endSession(this.#context, read.successor) : undefined;
  }

  /** `undefined` also for two cookies of one name, which nobody can tell apart. */
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
