import { setTimeout } from 'node:timers/promises';
import type { SessionManager } from '@sess/core';
import { Latencies } from '../measure/latencies.js';

const pauseMs = 4;

/** Loads visitors' sessions one after the other, with a pause after each. */
export class LiveLoads {
  readonly #sessions: SessionManager;
  readonly #cookies: readonly string[];

  constructor(sessions: SessionManager, cookies: readonly string[]) {
    this.#sessions = sessions;
    this.#cookies = cookies;
  }

  /** The 99th percentile of the loads' durations while the work runs, in milliseconds. */
  async p99While(work: () => Promise<unknown>): Promise<number> {
    const latencies = new Latencies();
    let isOver = false;
    const loading = (async () => {
      for (let index = 0; !isOver; index++) {
        await latencies.once(() => this.#sessions.read(this.#cookies[index % this.#cookies.length]));
        await setTimeout(pauseMs);
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
