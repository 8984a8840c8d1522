import { jsonSerializer, SerializeError, type Serializer } from '@sess/core';

/**
 * Stores what JSON can keep of a value, and drops or converts the rest, as the stores of express-session do: a Date
 * becomes a text, an object with a `toJSON` method what that returns, `NaN` becomes null, and `undefined` and functions
 * are left out. For applications that rely on it. The request that assigns such a value reads it as it is; later
 * requests read what was stored.
 *
 * It reads and writes the same payloads as core's JSON serializer, so that either can replace the other at any time.
 * What JSON cannot express in any way is refused: a bigint, a cycle, and what `__proto__` or a lone surrogate is in.
 */
export const lenientJsonSerializer: Serializer = {
  name: jsonSerializer.name,
  serialize(value) {
    try {
      return jsonSerializer.serialize(value);
    } catch (error) {
      if (!(error instanceof SerializeError)) throw error;
      return jsonSerializer.serialize(converted(value, error));
    }
  },
  deserialize: (payload) => jsonSerializer.deserialize(payload),
};

function converted(value: unknown, refusal: SerializeError): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new SerializeError(refusal.path, 'JSON cannot express this value, or something after it', { cause });
  }
  if (text === undefined) throw refusal;
  return JSON.parse(text);
}
