import { setTimeout as sleep } from 'node:timers/promises';
import { MemorySessionStore, StoreError } from '@sess/core';
import type { OutageSwitch } from '../src/index.js';

const serverLimits = { maxSessions: 1_000_000, maxPayloadBytes: 1_048_576 };

type Line = 'up' | 'refused' | 'frozen' | 'cutting' | 'losing' | 'losing one';

/** A server that keeps records in memory, behind a line that can refuse, freeze, and lose requests and responses. */
export class Backend implements OutageSwitch {
  #records = new MemorySessionStore(serverLimits);
  #views = new Map<() => number, MemorySessionStore>();
  #line: Line = 'up';
  #delay = 0;
  #traffic = 0;
  #recovered = Promise.resolve();
  #markRecovered: (() => void) | undefined;
  /** Represents the connections of a real client. */
  isClientOpen = true;

  /** Returns the server as it behaves with this clock. */
  view(clock: () => number): MemorySessionStore {
    let view = this.#views.get(clock);
    if (!view) {
      view = new MemorySessionStore({ shareWith: this.#records, clock });
      this.#views.set(clock, view);
    }
    return view;
  }

  /** Carries a request to the server and its response back, as far as the line allows. */
  async carry<T>(request: () => Promise<T>): Promise<T> {
    await Promise.resolve();
    switch (this.#line) {
      case 'refused':
        throw new StoreError('The connection was refused.', { outcome: 'not-applied' });
      case 'frozen':
        await this.#recovered;
        throw new StoreError('The connection was lost while waiting for a response.', { outcome: 'unknown' });
      case 'cutting':
        throw new StoreError('The connection was cut before a response arrived.', { outcome: 'unknown' });
      case 'losing':
      case 'losing one':
        if (this.#line === 'losing one') this.#line = 'up';
        this.#count(await request());
        throw new StoreError('The connection was cut before a response arrived.', { outcome: 'unknown' });
      case 'up':
        return this.#late(this.#count(await request()));
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

  traffic(): number {
    return this.#traffic;
  }

  forget(): Promise<void> {
    this.#records = new MemorySessionStore(serverLimits);
    this.#views = new Map();
    return Promise.resolve();
  }

  dump(): string {
    return this.#records.dump();
  }

  #count<T>(result: T): T {
    this.#traffic += JSON.stringify(result)?.length ?? 0;
    return result;
  }

  async #late<T>(result: T): Promise<T> {
    if (this.#delay > 0) await sleep(this.#delay);
    return result;
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
