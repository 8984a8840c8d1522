import type { Need } from './needs.js';

export interface Law<Fixture> {
  /** The number in the list of laws, followed by a letter where one law has several tests: `46b`. */
  readonly number: string;
  /** What the law promises, as a sentence about the store. */
  readonly title: string;
  /** The subject of the law. Reports group laws by topic. */
  readonly topic?: string;
  readonly needs: readonly Need[];
  /** Rejects with an AssertionError that says what was expected and what the store did instead. */
  readonly check: (fixture: Fixture) => Promise<void>;
}

export function law<Fixture>(
  number: string,
  title: string,
  check: Law<Fixture>['check'],
  needs: readonly Need[] = [],
): Law<Fixture> {
  return { number, title, needs, check };
}

/** Sets the topic of these laws. */
export function about<Fixture>(topic: string, laws: readonly Law<Fixture>[]): Law<Fixture>[] {
  return laws.map((entry) => ({ ...entry, topic }));
}
