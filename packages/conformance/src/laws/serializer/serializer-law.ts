import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';

/** One law that every serializer keeps. */
export interface SerializerLaw {
  readonly number: string;
  readonly topic: string;
  readonly title: string;
  /** Returns what the law needs and the subject does not offer, if anything. */
  readonly unmet: (fixture: SerializerFixture) => string | undefined;
  /** Throws an AssertionError, or rejects with one, that says what was expected and what was seen instead. */
  readonly check: (fixture: SerializerFixture) => void | Promise<void>;
}

export function serializerLaws(
  topic: string,
  laws: readonly (readonly [string, string, SerializerLaw['check'], SerializerLaw['unmet']?])[],
): SerializerLaw[] {
  return laws.map(([number, title, check, unmet = () => undefined]) => ({ number, topic, title, check, unmet }));
}
