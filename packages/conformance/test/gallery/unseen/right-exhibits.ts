import type { KeyedExhibit, SealedExhibit, SerializerExhibit } from './exhibit.js';
import { unusualAbilities } from './right/keyed-abilities.js';
import { unusualResults } from './right/keyed-results.js';
import { unusualSealedStores } from './right/sealed.js';
import { unusualSerializers } from './right/serializers.js';

/** Stores and serializers that keep their contract in unusual ways, so that every law must hold. */
export const rightKeyedStores: readonly KeyedExhibit[] = [...unusualResults, ...unusualAbilities];
export const rightSealedStores: readonly SealedExhibit[] = unusualSealedStores;
export const rightSerializers: readonly SerializerExhibit[] = unusualSerializers;
