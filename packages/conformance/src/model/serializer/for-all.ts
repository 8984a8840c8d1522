import { AssertionError } from 'node:assert/strict';
import fc from 'fast-check';

/** After so many failures, the smallest value so far is reported, because a smaller one may take long to find. */
const mostFailures = 500;

/**
 * Fails with the smallest example, found by shrinking the first one, for which the check throws.
 *
 * @param code - Shows an example as an author would write it.
 */
export function expectForAll<Example>(
  examples: fc.Arbitrary<Example>,
  options: { readonly seed: number; readonly runs: number },
  check: (example: Example) => void,
  code: (example: Example) => string,
): void {
  let failures = 0;
  let smallest: { readonly example: Example; readonly error: unknown } | undefined;
  const property = fc.property(examples, (example) => {
    if (failures > mostFailures) return;
    try {
      check(example);
    } catch (error) {
      failures++;
      smallest = { example, error };
      throw error;
    }
  });
  fc.check(property, { seed: options.seed | 0, numRuns: options.runs });
  if (!smallest) return;
  const { example, error } = smallest;
  const message = error instanceof Error ? error.message : String(error);
  throw new AssertionError({ message: `${message}\nThe smallest example found:\n  ${code(example)}` });
}
