import type { SessionStore } from '@sess/core';
import type { Browser, Sessions } from './browser.js';
import type { SuiteClock } from './suite-clock.js';
import type { ManagerOptions } from './suite-options.js';

/** What a store holds for somebody's cookies, whatever kind of store it is. Instants are epoch milliseconds. */
export interface Held {
  readonly payload: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly owner?: string;
}

/** Where a law works that holds for every store: it sees the store as managers and browsers do. */
export interface VisitBench {
  readonly kind: SessionStore['kind'];
  readonly clock: SuiteClock;
  readonly seed: number;
  readonly frozenMs: number;
  readonly one: SessionStore;
  readonly two: SessionStore;
  rounds(count: number): number;
  now(): number;
  /** A manager over that store, which lives by the suite's clock. */
  manage(store: SessionStore, options?: Partial<ManagerOptions>): Sessions;
  /** Two managers, as two processes have them: each over its own instance. */
  managers(options?: Partial<ManagerOptions>): readonly [Sessions, Sessions];
  /** What the second instance finds for these cookies. */
  held(cookies: ReadonlyMap<string, string>): Promise<Held | undefined>;
  /** A browser that comes with the cookie of a session whose stored payload is this text. */
  browserWith(payload: string): Promise<Browser>;
}

/** The calls that change what is stored: all but those that read, or look whether a token is one. */
export function writesAmong(calls: readonly string[]): string[] {
  return calls.filter((verb) => verb !== 'load' && verb !== 'unseal');
}

/** The one call that reads on that kind of store. */
export function readOf({ kind }: Pick<VisitBench, 'kind'>): string {
  return kind === 'sealed' ? 'unseal' : 'load';
}

/** Whether what a browser still holds can be ended: always, but on a sealed store that keeps nothing of revocations. */
export function canRevoke({ one }: VisitBench): boolean {
  return one.kind === 'keyed' || one.revoke !== undefined;
}
