import { SerializerFixture } from '../../src/fixture/serializer/serializer-fixture.js';
import type { SerializerSubject } from '../../src/index.js';
import { everySerializerLaw } from '../../src/laws/serializer/serializer-laws.js';
import { lawsToRun } from '../gallery/laws-to-run.js';

/** A serializer with one mistake. */
export interface BrokenSerializer extends SerializerSubject {
  /** The laws that must notice it. Others may. */
  readonly breaks: readonly string[];
}

/** Returns the numbers of the laws that the serializer breaks, among those that must notice it. */
export async function lawsThatCatch(subject: BrokenSerializer): Promise<string[]> {
  const fixture = new SerializerFixture(subject, { seed: 7, rounds: 0.3 });
  const catching: string[] = [];
  for (const { number, unmet, check } of lawsToRun(everySerializerLaw, subject.breaks)) {
    if (unmet(fixture) !== undefined) continue;
    try {
      await check(fixture);
    } catch {
      catching.push(number);
    }
  }
  return catching;
}
