import { SessionManager, type SessionStore } from '@sess/core';
import type { Browser, Sessions } from './browser.js';
import { SuiteClock } from './suite-clock.js';
import type { ManagerOptions, SuiteOptions } from './suite-options.js';
import type { Held, VisitBench } from './visit-bench.js';

/** What the benches of both kinds of stores have in common: a clock, and managers that live by it. */
export abstract class SuiteBench implements VisitBench {
  abstract readonly kind: SessionStore['kind'];
  abstract readonly one: SessionStore;
  abstract readonly two: SessionStore;
  readonly clock: SuiteClock;
  readonly seed: number;
  readonly frozenMs: number;
  /** How many rounds the law in hand was given. */
  givenRounds: number | undefined;
  readonly #rounds: number;
  readonly #createManager: (options: ManagerOptions) => Sessions;

  constructor(time: 'given' | 'real', options: SuiteOptions) {
    this.clock = new SuiteClock(time);
    this.seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
    this.frozenMs = options.frozenMs ?? 300;
    this.#rounds = options.rounds ?? 1;
    this.#createManager = options.createManager ?? ((given) => new SessionManager(given));
  }

  rounds(count: number): number {
    const given = Math.max(1, Math.round(count * this.#rounds));
    this.givenRounds = Math.max(given, this.givenRounds ?? 0);
    return given;
  }

  now(): number {
    return this.clock.now();
  }

  manage(store: SessionStore, options: Partial<ManagerOptions> = {}): Sessions {
    const lifetimes = { remembered: { idle: { days: 60 }, absolute: { days: 300 } } };
    // Core's own default is five seconds, which a busy machine may need for what it does in half a second else.
    return this.#createManager({ store, clock: this.clock.now, lifetimes, storeTimeout: 60_000, ...options });
  }

  managers(options: Partial<ManagerOptions> = {}): readonly [Sessions, Sessions] {
    return [this.manage(this.one, options), this.manage(this.two, options)];
  }

  abstract held(cookies: ReadonlyMap<string, string>): Promise<Held | undefined>;
  abstract browserWith(payload: string): Promise<Browser>;
}
