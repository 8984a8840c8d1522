import { fidelityLaws } from './laws/fidelity.js';
import { hostileLaws } from './laws/hostile.js';
import { refusalLaws } from './laws/refusals.js';
import { textLaws } from './laws/texts.js';
import type { SerializerLaw } from './serializer-law.js';

/** In the order of their numbers. */
export const everySerializerLaw: readonly SerializerLaw[] = [
  ...textLaws,
  ...fidelityLaws,
  ...refusalLaws,
  ...hostileLaws,
].toSorted((one, other) => Number(one.number.slice(1)) - Number(other.number.slice(1)));
