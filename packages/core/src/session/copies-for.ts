import { ValueCopies } from '../changes/value-copies.js';
import type { Serializer } from '../contract/serializer.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { jsonSerializer } from '../payload/json-serializer.js';

/** The serializer of sessions, and how much the store takes. */
export interface Keeping {
  readonly serializer: Serializer;
  readonly limits: StoreLimits;
}

/** Shared by sessions, because copies for JSON hold no data of any session. */
const forJson = new WeakMap<StoreLimits, ValueCopies>();

/** Returns the way to copy and compare the values of a session. */
export function copiesFor({ serializer, limits }: Keeping): ValueCopies {
  if (serializer !== jsonSerializer) return new ValueCopies(serializer);
  const known = forJson.get(limits);
  if (known) return known;
  const copies = new ValueCopies(jsonSerializer, limits.maxPayloadBytes);
  forJson.set(limits, copies);
  return copies;
}
