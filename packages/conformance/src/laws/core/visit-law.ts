import { type Law, law } from '../../law.js';
import type { VisitBench } from '../../visit-bench.js';

/** A law of core that holds on every store, keyed or sealed. */
export function visitLaw(
  number: string,
  title: string,
  check: Law<VisitBench>['check'],
  needs: Law['needs'] = [],
): Law<VisitBench> {
  return law<VisitBench>(number, title, check, needs);
}
