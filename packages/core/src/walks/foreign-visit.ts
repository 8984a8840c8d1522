import { tombstoneLife } from '../payload/envelope.js';
import type { SessionState } from '../session/session-state.js';
import type { SessionId } from '../session-key.js';
import { type Adoption, foreignBase, type ForeignId, markAdopted } from './adoption.js';
import { endSession } from './end-session.js';
import { latestOf } from './follow.js';
import { readRecord } from './load-session.js';
import type { Found } from './session-walk.js';
import type { KeyedContext } from './walk-context.js';

/** One request's dealings with the session that it has in another framework. */
export class ForeignVisit {
  readonly #context: KeyedContext;
  readonly #adoption: Adoption;
  readonly #cookieHeader: string | undefined;
  #named: Promise<ForeignId | undefined> | undefined;

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
    if (!foreign) return;
    try {
      await this.#adoption.end(foreign);
    } catch (error) {
      this.#context.events.emit('foreign-not-ended', { id, error });
    }
  }

  /**
   * Ends what the other cookie opens, so that it brings nobody back: in the other framework, or the session that was made of it.
   * Returns whether there was one.
   */
  async end({ base, next }: SessionState): Promise<boolean> {
    const context = this.#context;
    const foreign = await this.#identify();
    if (!foreign) return false;
    const { markerId } = foreign;
    const marker = base?.isForeign ? undefined : await context.store.load(markerId);
    if (marker) return this.#endSuccessor(markerId, marker);
    if (!base?.isForeign && !(await this.#adoption.load(foreign))) return false;
    // It names a session that there will never be.
    const result = await markAdopted(context, markerId, { successor: next.id, by: 'sign-in' });
    if (result.status === 'conflict') return this.#endSuccessor(markerId, result.current);
    context.events.emit('destroyed', { id: markerId });
    await this.settle(markerId);
    return true;
  }

  async #endSuccessor(markerId: SessionId, marker: Parameters<typeof latestOf>[2]): Promise<boolean> {
    const read = readRecord(this.#context, markerId, marker);
    return read.status === 'superseded' && (await endSession(this.#context, read.successor)) !== undefined;
  }

  #identify(): Promise<ForeignId | undefined> {
    return (this.#named ??= this.#adoption.identify(this.#cookieHeader));
  }
}
