import type { SessionGroup, SessionGroups } from './session-group.js';

/**
 * The most look-ups at a time. With a store that replies in 10 milliseconds, it is enough for 90,000 sessions in 30
 * seconds.
 */
const mostAtOnce = 32;

/** The shortest time between two passes through all groups, in milliseconds. */
const shortestPass = 50;

/** The longest pause after a look-up that failed, in milliseconds. */
const longestRetry = 5000;

/** What the look-ups need. */
export interface CheckServices<Data extends object, Name extends string> {
  readonly groups: SessionGroups<Data, Name>;
  /** Milliseconds from one look-up of a session to the next. */
  readonly interval: number;
  /** Whether a look-up of that group is to move the idle deadline. */
  readonly renews: (group: SessionGroup<Data, Name>) => boolean;
  /** Called with a group whose session was looked up, or has reached its absolute timeout while the store is down. */
  readonly checked: (group: SessionGroup<Data, Name>) => void;
  readonly onError: (error: unknown) => void;
}

/** Looks up each session from time to time and at its deadline, by one timer. */
export class SessionChecks<Data extends object, Name extends string> {
  readonly #services: CheckServices<Data, Name>;
  readonly #waiting = new Set<SessionGroup<Data, Name>>();
  readonly #running = new Set<SessionGroup<Data, Name>>();
  /** Groups that something has happened to during their look-up. */
  readonly #again = new Set<SessionGroup<Data, Name>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Infinity;
  #isDown = false;
  #pausedUntil = 0;

  constructor(services: CheckServices<Data, Name>) {
    this.#services = services;
  }

  /** Plans the first look-up of a group: not at the same time as all others that connect after a restart. */
  plan(group: SessionGroup<Data, Name>): void {
    group.noteChecked(this.#services.interval * (0.5 + Math.random() / 2));
    this.wakeFor(group);
  }

  /** Plans the next look-up of a group that was looked up just now. */
  planNext(group: SessionGroup<Data, Name>): void {
    group.noteChecked(this.#services.interval);
    this.wakeFor(group);
  }

  /** Looks the group up at once. */
  request(group: SessionGroup<Data, Name>): void {
    if (this.#running.has(group)) this.#again.add(group);
    else this.#waiting.add(group);
    this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#again.clear();
  }

  /** The group may be due earlier than it was. */
  wakeFor(group: SessionGroup<Data, Name>): void {
    this.#wakeAt(group.dueAt(this.#services.renews(group)));
  }

  #wakeAt(due: number): void {
    const now = performance.now();
    const at = Math.max(due, now + shortestPass);
    if (this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#pass(), Math.ceil(at - now));
    // The timer of Node is an object. The sockets keep the process running, not the timer.
    const timer: { unref?(): void } | number = this.#timer;
    if (typeof timer === 'object') timer.unref?.();
  }

  /** Finds what is due among all groups. A heap would be faster, but this takes a millisecond for many thousands. */
  #pass(): void {
    this.#timerAt = Infinity;
    const { groups, renews } = this.#services;
    const now = performance.now();
    let next = Infinity;
    for (const group of groups) {
      if (this.#isDown) this.#endAtLast(group);
      if (this.#running.has(group) || !groups.has(group)) continue;
      const due = group.dueAt(renews(group));
      if (due <= now) this.#waiting.add(group);
      else next = Math.min(next, due);
    }
    if (next < Infinity) this.#wakeAt(next);
    this.#start();
  }

  #start(): void {
    if (this.#waiting.size === 0) return;
    if (performance.now() < this.#pausedUntil) return this.#wakeAt(this.#pausedUntil);
    // While the store is down, one look-up at a time finds out when it is back.
    const most = this.#isDown ? 1 : mostAtOnce;
    for (const group of this.#waiting) {
      if (this.#running.size >= most) return;
      this.#waiting.delete(group);
      if (!this.#services.groups.has(group)) continue;
      if (group.prune()) this.#services.groups.remove(group);
      else this.#check(group).catch(this.#services.onError);
    }
  }

  /** While the store is down, nobody can tell whether a request has given the session a longer lifetime. */
  #endAtLast(group: SessionGroup<Data, Name>): void {
    if (group.followed.absoluteRemaining <= 0) this.#services.checked(group);
  }

  async #check(group: SessionGroup<Data, Name>): Promise<void> {
    const { groups, renews, checked, onError } = this.#services;
    this.#running.add(group);
    const renew = renews(group);
    const { isUsed } = group;
    group.isUsed = false;
    try {
      await group.followed.check({ renew });
      this.#isDown = false;
      this.#pausedUntil = 0;
      group.noteChecked(this.#services.interval);
      checked(group);
    } catch (error) {
      group.isUsed ||= isUsed;
      const pause = Math.min(this.#services.interval, longestRetry);
      this.#pausedUntil = performance.now() + pause;
      group.retryIn(pause);
      const isFirst = !this.#isDown;
      this.#isDown = true;
      if (isFirst) onError(error);
      this.#endAtLast(group);
    } finally {
      this.#running.delete(group);
    }
    if (!groups.has(group)) this.#again.delete(group);
    else if (this.#again.delete(group)) this.#waiting.add(group);
    else this.wakeFor(group);
    this.#start();
  }
}
