import { Refusal } from './refusal.js';

const most = 200;

/** Makes requests slow on purpose: each waits until its room is opened, or its time is over. */
export class WaitingRoom {
  readonly #rooms = new Map<string, Set<() => void>>();
  #waiting = 0;

  async wait(room: string, milliseconds: number): Promise<void> {
    if (this.#waiting >= most) throw new Refusal(429, 'TOO_MANY', `No more than ${most} requests may wait at once.`);
    this.#waiting++;
    let end = (): void => undefined;
    // Nobody has to wait for it when the shop is closed.
    const timer = setTimeout(() => end(), milliseconds).unref();
    await new Promise<void>((resolve) => {
      end = resolve;
      this.#doors(room).add(end);
    });
    clearTimeout(timer);
    this.#waiting--;
    this.#leave(room, end);
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  /** Lets everybody in that room go on; answers how many that were. */
  open(room: string): number {
    const doors = [...(this.#rooms.get(room) ?? [])];
    for (const end of doors) end();
    return doors.length;
  }

  #doors(room: string): Set<() => void> {
    const doors = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, doors);
    return doors;
  }

  #leave(room: string, end: () => void): void {
    const doors = this.#doors(room);
    doors.delete(end);
    if (doors.size === 0) this.#rooms.delete(room);
  }
}
