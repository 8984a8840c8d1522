import { fidelityLaws } from './fidelity.js';
import { hostileLaws } from './hostile.js';
import { lookAlikeLaws } from './look-alikes.js';
import { modelLaws } from './model.js';
import { refusalLaws } from './refusals.js';
import type { SerializerLaw } from './serializer-law.js';
import { silenceLaws } from './silence.js';
import { textLaws } from './texts.js';

/** All laws of serializers, in the order of their numbers. */
export const everySerializerLaw: readonly SerializerLaw[] = [
  ...textLaws,
  ...fidelityLaws,
  ...refusalLaws,
  ...hostileLaws,
  ...silenceLaws,
  ...modelLaws,
  ...lookAlikeLaws,
].toSorted((one, other) => Number(one.number.slice(1)) - Number(other.number.slice(1)));
