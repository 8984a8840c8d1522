import { setTimeout } from 'node:timers/promises';
import type { SessionManager } from '@sess/core';
import { Latencies } from '../measure/latencies.js';

const everyMs = 4;

/** Visitors whose sessions are loaded one after the other, with a pause between as visitors leave it. */
export class LiveLoads {
  readonly #sessions: SessionManager;
  readonly #cookies: readonly string[];

  constructor(sessions: SessionManager, cookies: readonly string[]) {
    this.#sessions = sessions;
    this.#cookies = cookies;
  }

  /** Milliseconds in which 99 of 100 loads are answered while that work is done. */
  async p99While(work: () => Promise<unknown>): Promise<number> {
    const latencies = new Latencies();
    let isOver = false;
    const loading = (async () => {
      for (let index = 0; !isOver; index++) {
        await latencies.once(() => this.#sessions.read(this.#cookies[index % this.#cookies.length]));
        await setTimeout(everyMs);
      }
    })();
    try {
      await work();
    } finally {
      isOver = true;
      await loading;
    }
    return latencies.quantile(0.99);
  }
}
