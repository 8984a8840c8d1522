import type { SessionId } from '../session-key.js';

/** Lets the commits of one session follow each other inside a process: conflicts with oneself would only cost trips. */
export class CommitQueue {
  readonly #tails = new Map<SessionId, Promise<void>>();

  async run<Result>(id: SessionId, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(id);
    let done!: () => void;
    const tail = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#tails.set(id, tail);
    await before;
    try {
      return await work();
    } finally {
      done();
      if (this.#tails.get(id) === tail) this.#tails.delete(id);
    }
  }
}
