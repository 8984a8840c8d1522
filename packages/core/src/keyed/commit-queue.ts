import { StoreError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';

/** A commit of a session is running. After `until`, other commits no longer wait for it. */
interface Hold {
  until: number;
}

interface Waiter {
  readonly giveUpAt: number;
  /** The hold that it has got, once it is its turn. */
  hold: Hold | undefined;
  wake: () => void;
}

interface Lane {
  readonly holds: Hold[];
  /** Created on demand, because most sessions have one commit at a time. */
  waiting: Set<Waiter> | undefined;
}

/** The longest time that a commit delays others, in milliseconds. Most commits take a hundredth of it. */
const longestWait = 1000;

/**
 * Runs the commits of one session in a process one after another, because conflicts among them would only cost round
 * trips.
 *
 * It saves round trips and protects nothing: versions separate the writes, in one process as in several. So no request
 * depends on another one. Each waiting commit has its own timer, and overtakes a commit that takes too long, whether
 * the store hangs or the platform has dropped the request together with its promises, as Workers do when a client
 * leaves.
 */
export class CommitQueue {
  readonly #lanes = new Map<SessionId, Lane>();
  readonly #maxWaitMs: number;

  /** @param timeout - The manager's `storeTimeout`, in milliseconds. */
  constructor(timeout: number) {
    this.#maxWaitMs = Math.min(timeout / 2, longestWait);
  }

  /**
   * Runs the work when it is its turn.
   *
   * @param giveUpAt - By `performance.now()`.
   * @throws {@link StoreError} `not-applied` when its turn has not come by then
   */
  inTurn<Result>(id: SessionId, giveUpAt: number, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#laneOf(id);
    if (lane.holds.length === 0) return this.#run(id, lane, this.#holdOf(lane), work);
    return this.#waitIn(lane, giveUpAt).then((hold) => this.#run(id, lane, hold, work));
  }

  /** Runs the work at once, and lets no waiting commit begin meanwhile. For work that makes their writes void. */
  ahead<Result>(id: SessionId, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#laneOf(id);
    return this.#run(id, lane, this.#holdOf(lane), work);
  }

  /** Whether a commit of that session is running. */
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
    const hold = { until: performance.now() + this.#maxWaitMs };
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
        // Not only at the end, because the request that should wake this one may have been dropped.
        timer = setTimeout(resolve, Math.ceil(Math.min(giveUpAt - now, this.#maxWaitMs / 4)));
      });
      clearTimeout(timer);
      if (!waiter.hold) this.#passOn(lane);
    }
    waiter.hold.until = performance.now() + this.#maxWaitMs;
    return waiter.hold;
  }

  /** Gives the turn to the commit that has waited longest, if no commit is running within its time. */
  #passOn(lane: Lane): void {
    const { holds, waiting } = lane;
    if (holds.length === 0 && !waiting) return;
    const now = performance.now();
    for (const hold of holds.filter(({ until }) => now >= until)) release(lane, hold);
    if (holds.length > 0) return;
    for (const waiter of waiting ?? []) {
      waiting?.delete(waiter);
      if (now >= waiter.giveUpAt) continue;
      // Short, because its request may have been dropped. It gets its full time when it begins.
      waiter.hold = { until: now + this.#maxWaitMs / 4 };
      holds.push(waiter.hold);
      waiter.wake();
      return;
    }
  }

  /** Gives the turn to the next commit. Returns whether there is none, so that the lane was removed. */
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

  /** Checks one lane at a time, because dropped requests leave their lanes behind. */
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
