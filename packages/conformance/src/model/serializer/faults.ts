import fc from 'fast-check';
import { simply, valueKinds } from '../../fixture/serializer/kinds.js';
import { codeOf, made } from '../../fixture/serializer/recipe.js';
import { type Surroundings, surroundings } from '../../fixture/serializer/places.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { namesake, neverKept, sometimesKept } from '../../fixture/serializer/unkept.js';

/** Something that the serializer does not claim, at a place of a value that it keeps otherwise. */
export interface FaultyValue {
  readonly name: string;
  readonly create: () => ReturnType<Surroundings['put']>;
  /** Others may be kept, if they come back exactly. */
  readonly isNeverKept: boolean;
}

type Fault = readonly [name: string, create: () => unknown, isNeverKept: boolean];

/** Makes values with one part that is not claimed. */
export function faultyValues(fixture: SerializerFixture): fc.Arbitrary<FaultyValue> {
  const never: Fault[] = Object.entries(neverKept).map(([name, create]) => [name, create, true]);
  const sometimes: Fault[] = Object.entries(sometimesKept).map(([name, create]) => [name, create, false]);
  const namesakes: Fault[] = fixture.instances.map(({ name }) => [
    `an instance of another class called ${name}`,
    () => namesake(name),
    true,
  ]);
  const proto: Fault[] = ['1', 'null', '{"a":{}}', '[]'].map((content) => [
    `the key __proto__ with ${content}`,
    () => JSON.parse(`{"a":1,"__proto__":${content}}`) as unknown,
    false,
  ]);
  const unclaimed = valueKinds
    .filter((kind) => !fixture.keeps.includes(kind))
    .map((kind) => simply(kind).map((recipe): Fault => [`${kind}: ${codeOf(recipe)}`, () => made(recipe), true]));
  const faults = fc.oneof(
    fc.constantFrom(...never, ...namesakes),
    fc.constantFrom(...sometimes, ...proto),
    ...(unclaimed.length > 0 ? [fc.oneof(...unclaimed)] : []),
  );
  return fc
    .tuple(surroundings(fixture.keeps, { maxLength: 5 }), faults)
    .map(([{ put }, [name, create, isNeverKept]]) => ({
      name,
      create: () => put(create()),
      isNeverKept,
    }));
}
