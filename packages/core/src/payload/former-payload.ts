import { CorruptSessionError, SerializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { authorOf, decodeEnvelope, encodeEnvelope } from './envelope.js';

/**
 * The payload as the present serializer would have written it, where a former one wrote it; any other as it is.
 *
 * @throws {@link CorruptSessionError} when the former serializer cannot read it, or when it holds what the present one cannot
 * keep. Its message says where.
 */
export function translatePayload(serializer: Serializer, former: readonly Serializer[], payload: string): string {
  if (former.length === 0) return payload;
  const author = authorOf(payload);
  const reader = author !== serializer.name && former.find(({ name }) => name === author);
  if (!reader) return payload;
  const envelope = decodeEnvelope(reader, payload);
  try {
    return encodeEnvelope(serializer, envelope);
  } catch (error) {
    if (!(error instanceof SerializeError)) throw error;
    throw new CorruptSessionError(
      `A session was written by the serializer "${author}" and holds, at ${error.path}, what "${serializer.name}" cannot keep.`,
      { cause: error },
    );
  }
}
