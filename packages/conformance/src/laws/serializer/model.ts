import fc from 'fast-check';
import { anyChange } from '../../fixture/serializer/changed-texts.js';
import { codeOf, made } from '../../fixture/serializer/recipe.js';
import { expectRoundTrip } from '../../model/serializer/contract.js';
import { faultyValues } from '../../model/serializer/faults.js';
import { expectForAll } from '../../model/serializer/for-all.js';
import { show } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

/** A value takes far less time than a sequence of calls of a store, so there are more of them. */
const valuesForOneSequence = 10;

/** What the contract promises of any value and any text, with random ones. A failure shows the smallest found. */
export const modelLaws = serializerLaws('What is kept', [
  [
    'S25',
    'every value made of JSON and of what is claimed comes back as it was, as new objects that can be changed, from one text',
    (fixture) => {
      const options = { seed: fixture.seed, runs: valuesForOneSequence * fixture.effort.modelRuns };
      expectForAll(fixture.anyRecipe, options, (recipe) => expectRoundTrip(fixture, recipe), codeOf);
    },
  ],
  [
    'S26',
    'every value with one part that is not claimed is refused with the path of that part',
    (fixture) => {
      const options = { seed: fixture.seed, runs: 5 * fixture.effort.modelRuns };
      expectForAll(
        faultyValues(fixture),
        options,
        ({ name, create, isNeverKept }) => {
          const { value, path } = create();
          if (isNeverKept) fixture.expectRefused(value, path, name);
          else fixture.expectKeptOrRefused(value, path, name);
        },
        ({ create }) => show(create().value),
      );
    },
  ],
  [
    'S27',
    'a text that was changed in any way is refused with a DeserializeError, or is exactly the text of another value',
    (fixture) => {
      const options = { seed: fixture.seed, runs: valuesForOneSequence * fixture.effort.modelRuns };
      const texts = fixture.anyRecipe.map((recipe) => ({ recipe, text: fixture.write(made(recipe), 'a value') }));
      expectForAll(
        fc.tuple(texts, texts, anyChange),
        options,
        ([{ text }, { text: donor }, change]) => fixture.expectSound(change(text, donor), 'a changed text'),
        ([{ text, recipe }, { text: donor }, change]) =>
          `${show(change(text, donor))} instead of ${show(text)}, the text of ${codeOf(recipe)}`,
      );
    },
  ],
]);
