import { objectsIn } from '../../fixture/serializer/objects-in.js';
import { expectOpen } from '../../fixture/serializer/open-objects.js';
import { made, type Recipe } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect, expectEqual, show } from '../../suite/expect.js';

/** Fails unless everything that the contract says about a value that is kept is true of this one. */
export function expectRoundTrip(fixture: SerializerFixture, recipe: Recipe): void {
  const [value, untouched, again] = [1, 2, 3].map(() => made(recipe));
  const text = fixture.write(value, 'this value');
  const isWellFormed = !/[\0\p{Surrogate}]/u.test(text);
  expect(isWellFormed, 'The text must be well-formed, without U+0000.', show(text));
  expectEqual(fixture.difference(untouched, value), undefined, 'serialize must not change the value.');
  expectEqual(fixture.write(again, 'an equal value'), text, 'An equal value must have the same text.');
  const [seen, second] = [1, 2].map(() => fixture.read(text, 'this value'));
  const difference = fixture.difference(value, seen);
  expect(difference === undefined, 'The value must come back as it was stored.', `${difference}\nText: ${show(text)}`);
  expectEqual(fixture.write(seen, 'a value that was read'), text, 'What was read must be written as the same text.');
  const [former, others] = [objectsIn([value, seen]), objectsIn(second)];
  const shared = [...others].find((object) => former.has(object));
  expect(shared === undefined, 'Each deserialize must create new objects.', shared);
  expectOpen(seen, fixture.isInstance);
}
