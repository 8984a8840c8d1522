import { type Law, law } from '../../law.js';
import type { SealedBench } from '../../sealed/sealed-bench.js';

/** A law that only sealed stores have. */
export function sealedLaw(
  number: string,
  title: string,
  check: Law<SealedBench>['check'],
  needs: Law['needs'] = [],
): Law<SealedBench> {
  return law<SealedBench>(number, title, check, needs);
}
