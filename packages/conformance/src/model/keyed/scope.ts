import type { Fault } from './step.js';

/** On what a sequence puts its weight: a mistake that needs several rare values in a row is met sooner so. */
export type Focus = 'everything' | 'sizes' | 'texts' | 'conditions' | 'owners' | 'time';

/** What the store under test can do, what time it keeps, and on what a sequence puts its weight. */
export interface Scope {
  readonly focus: Focus;
  readonly touch: boolean;
  readonly deleteExpired: boolean;
  readonly countExpired: boolean;
  readonly owners: boolean;
  readonly close: boolean;
  readonly attributes: boolean;
  readonly faults: readonly Fault[];
  readonly isGivenClock: boolean;
  readonly granularity: number;
}

/** Returns the weight that the focus gives to something: another one if it is on one of these. */
export function weightIn({ focus }: Scope, usual: number, special: Partial<Record<Focus, number>>): number {
  return special[focus] ?? usual;
}
