import { ValueCopies } from '../changes/value-copies.js';
import type { Serializer } from '../contract/serializer.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { jsonSerializer } from '../payload/json-serializer.js';

/** What writes sessions, and how much the store takes. */
export interface Keeping {
  readonly serializer: Serializer;
  readonly limits: StoreLimits;
}

/** Those for JSON hold nothing of any session. */
const forJson = new WeakMap<StoreLimits, ValueCopies>();

/** How the values of a session are copied and compared; sessions of one store share it where they are JSON. */
export function copiesFor({ serializer, limits }: Keeping): ValueCopies {
  if (serializer !== jsonSerializer) return new ValueCopies(serializer);
  const known = forJson.get(limits);
  if (known) return known;
  const copies = new ValueCopies(jsonSerializer, limits.maxPayloadBytes);
  forJson.set(limits, copies);
  return copies;
}
