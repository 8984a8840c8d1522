import { StoreError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';

/** Somebody is at work on a session. After `until` the others do not wait for it any longer. */
interface Hold {
  until: number;
}

interface Waiter {
  readonly giveUpAt: number;
  /** Its turn, once it has come. */
  hold: Hold | undefined;
  wake: () => void;
}

interface Lane {
  readonly holds: Hold[];
  /** Most commits are alone with their session. */
  waiting: Set<Waiter> | undefined;
}

/** The longest that a commit holds up others, in milliseconds: most take a hundredth of it. */
const longestPatience = 1000;

/**
 * Lets the commits of one session follow each other inside a process: conflicts with oneself would only cost trips.
 *
 * It spares trips and guards nothing: versions keep writes apart, in one process as in several. So nobody depends on
 * another request. A waiter has a timer of its own. A commit that takes too long is passed by, be it that the store
 * hangs or that the platform has dropped the request together with its promises, as Workers do when a client leaves.
 */
export class CommitQueue {
  readonly #lanes = new Map<SessionId, Lane>();
  readonly #patience: number;

  /** @param timeout - The manager's `storeTimeout`, in milliseconds. */
  constructor(timeout: number) {
    this.#patience = Math.min(timeout / 2, longestPatience);
  }

  /**
   * Runs it when it is its turn.
   *
   * @param giveUpAt - By `performance.now()`.
   * @throws {@link StoreError} `not-applied` when its turn has not come by then
   */
  inTurn<Result>(id: SessionId, giveUpAt: number, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#laneOf(id);
    if (lane.holds.length === 0) return this.#run(id, lane, this.#holdOf(lane), work);
    return this.#waitIn(lane, giveUpAt).then((hold) => this.#run(id, lane, hold, work));
  }

  /** Runs it at once, and keeps those that wait from beginning meanwhile: for what makes their writes void. */
  ahead<Result>(id: SessionId, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#laneOf(id);
    return this.#run(id, lane, this.#holdOf(lane), work);
  }

  /** Whether a commit of that session is under way. */
  isBusy(id: SessionId): boolean {
    const lane = this.#lanes.get(id);
    return lane !== undefined && !this.#tidy(id, lane);
  }

  async #run<Result>(id: SessionId, lane: Lane, hold: Hold, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      release(lane, hold);
      this.#tidy(id, lane);
    }
  }

  #holdOf(lane: Lane): Hold {
    const hold = { until: performance.now() + this.#patience };
    lane.holds.push(hold);
    return hold;
  }

  async #waitIn(lane: Lane, giveUpAt: number): Promise<Hold> {
    const waiter: Waiter = { giveUpAt, hold: undefined, wake: () => undefined };
    const waiting = (lane.waiting ??= new Set());
    waiting.add(waiter);
    const start = performance.now();
    for (let now = start; !waiter.hold; now = performance.now()) {
      if (now >= giveUpAt) {
        waiting.delete(waiter);
        throw new StoreError(
          `Other requests of this session kept the store busy for ${Math.round(now - start)} ms (storeTimeout). Nothing was stored; try again.`,
          { outcome: 'not-applied' },
        );
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        waiter.wake = resolve;
        // Not only at the end: whoever was to wake it may have been dropped.
        timer = setTimeout(resolve, Math.ceil(Math.min(giveUpAt - now, this.#patience / 4)));
      });
      clearTimeout(timer);
      if (!waiter.hold) this.#passOn(lane);
    }
    waiter.hold.until = performance.now() + this.#patience;
    return waiter.hold;
  }

  /**
   * Gives the turn to who has waited longest, where nobody is at work, or nobody who has not been at it for too long.
   */
  #passOn(lane: Lane): void {
    const { holds, waiting } = lane;
    if (holds.length === 0 && !waiting) return;
    const now = performance.now();
    for (const hold of holds.filter(({ until }) => now >= until)) release(lane, hold);
    if (holds.length > 0) return;
    for (const waiter of waiting ?? []) {
      waiting?.delete(waiter);
      if (now >= waiter.giveUpAt) continue;
      // Short, because it may have been dropped; it gets its full time when it takes its turn.
      waiter.hold = { until: now + this.#patience / 4 };
      holds.push(waiter.hold);
      waiter.wake();
      return;
    }
  }

  /** Passes the turn on. Returns whether nobody is at work or waits, and the lane is gone. */
  #tidy(id: SessionId, lane: Lane): boolean {
    this.#passOn(lane);
    const isEmpty = lane.holds.length === 0;
    if (isEmpty && this.#lanes.get(id) === lane) this.#lanes.delete(id);
    return isEmpty;
  }

  #laneOf(id: SessionId): Lane {
    this.#sweep();
    let lane = this.#lanes.get(id);
    if (!lane || this.#tidy(id, lane)) {
      lane = { holds: [], waiting: undefined };
      this.#lanes.set(id, lane);
    }
    return lane;
  }

  /** Looks at one lane in turn: requests that were dropped leave theirs behind. */
  #sweep(): void {
    if (this.#lanes.size === 0) return;
    const [oldest] = this.#lanes;
    if (!oldest || this.#tidy(...oldest)) return;
    this.#lanes.delete(oldest[0]);
    this.#lanes.set(...oldest);
  }
}

function release({ holds }: Lane, hold: Hold): void {
  const at = holds.indexOf(hold);
  if (at >= 0) holds.splice(at, 1);
}
