import { fidelityLaws } from './fidelity.js';
import { hostileLaws } from './hostile.js';
import { refusalLaws } from './refusals.js';
import type { SerializerLaw } from './serializer-law.js';
import { textLaws } from './texts.js';

/** All laws of serializers, in the order of their numbers. */
export const everySerializerLaw: readonly SerializerLaw[] = [
  ...textLaws,
  ...fidelityLaws,
  ...refusalLaws,
  ...hostileLaws,
].toSorted((one, other) => Number(one.number.slice(1)) - Number(other.number.slice(1)));
