import { setTimeout as sleep } from 'node:timers/promises';
import { MemorySessionStore, StoreError } from '@sess/core';
import type { OutageSwitch } from '../src/index.js';

const serverLimits = { maxSessions: 1_000_000, maxPayloadBytes: 1_048_576 };

type Line = 'up' | 'refused' | 'frozen' | 'cutting' | 'losing' | 'losing one';

/** A server that keeps records in memory, reached over a line that can be refused, freeze, and lose answers. */
export class Backend implements OutageSwitch {
  #records = new MemorySessionStore(serverLimits);
  #views = new Map<() => number, MemorySessionStore>();
  #line: Line = 'up';
  #delay = 0;
  #recovered = Promise.resolve();
  #markRecovered: (() => void) | undefined;
  /** What a real client counts as its open connections would be to a store. */
  isClientOpen = true;

  /** The server as it behaves by that clock. */
  view(clock: () => number): MemorySessionStore {
    let view = this.#views.get(clock);
    if (!view) {
      view = new MemorySessionStore({ shareWith: this.#records, clock });
      this.#views.set(clock, view);
    }
    return view;
  }

  /** Carries a request to the server and its answer back, as far as the line allows. */
  async carry<T>(request: () => Promise<T>): Promise<T> {
    await Promise.resolve();
    switch (this.#line) {
      case 'refused':
        throw new StoreError('The connection was refused.', { outcome: 'not-applied' });
      case 'frozen':
        await this.#recovered;
        throw new StoreError('The connection was lost while waiting for an answer.', { outcome: 'unknown' });
      case 'cutting':
        throw new StoreError('The connection was cut before an answer came.', { outcome: 'unknown' });
      case 'losing':
      case 'losing one':
        if (this.#line === 'losing one') this.#line = 'up';
        await request();
        throw new StoreError('The connection was cut before an answer came.', { outcome: 'unknown' });
      case 'up':
        return this.#late(await request());
    }
  }

  refuse(): Promise<void> {
    return this.#turn('refused');
  }

  freeze(): Promise<void> {
    return this.#turn('frozen');
  }

  delay(milliseconds: number): Promise<void> {
    this.#delay = milliseconds;
    return Promise.resolve();
  }

  loseRequests(): Promise<void> {
    return this.#turn('cutting');
  }

  loseAnswers(): Promise<void> {
    return this.#turn('losing');
  }

  loseNextAnswer(): Promise<void> {
    return this.#turn('losing one');
  }

  recover(): Promise<void> {
    this.#markRecovered?.();
    this.#delay = 0;
    return this.#turn('up');
  }

  forget(): Promise<void> {
    this.#records = new MemorySessionStore(serverLimits);
    this.#views = new Map();
    return Promise.resolve();
  }

  dump(): string {
    return this.#records.dump();
  }

  async #late<T>(answer: T): Promise<T> {
    if (this.#delay > 0) await sleep(this.#delay);
    return answer;
  }

  #turn(line: Line): Promise<void> {
    this.#line = line;
    if (line === 'frozen') {
      this.#recovered = new Promise((resolve) => {
        this.#markRecovered = resolve;
      });
    }
    return Promise.resolve();
  }
}
