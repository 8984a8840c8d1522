import { CorruptSessionError, SerializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { serializerNameOf, decodeEnvelope, encodeEnvelope } from './envelope.js';

/**
 * Returns a payload of a former serializer as the present one would have written it, and any other payload as it is.
 *
 * @throws {@link CorruptSessionError} if the former serializer cannot read it, or if it holds a value that the present
 * one cannot keep. The message says where.
 */
export function translatePayload(serializer: Serializer, former: readonly Serializer[], payload: string): string {
  if (former.length === 0) return payload;
  const writer = serializerNameOf(payload);
  const reader = writer !== serializer.name && former.find(({ name }) => name === writer);
  if (!reader) return payload;
  const envelope = decodeEnvelope(reader, payload);
  try {
    return encodeEnvelope(serializer, envelope);
  } catch (error) {
    if (!(error instanceof SerializeError)) throw error;
    throw new CorruptSessionError(
      `A session was written by the serializer "${writer}" and holds a value at ${error.path} that "${serializer.name}" ` +
        'cannot keep.',
      { cause: error },
    );
  }
}
