import { DeserializeError, SessionTooLargeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { refusalOf } from './json-refusal.js';
import { isTooDeep, isWritten, lookAt } from './json-text.js';
import { findFault, isJsonRewritten, type JsonFault, maxDepth, mostWritten, tooMuch } from './json-value.js';

function refuse(fault: JsonFault | undefined): void {
  if (fault) throw refusalOf(fault);
}

/**
 * Refuses what {@link jsonSerializer} cannot write, without writing it.
 *
 * @param isOpaque - Objects that need no look, nor does what is in them.
 * @throws {@link SerializeError}
 */
export function refuseForJson(value: unknown, isOpaque?: (value: object) => boolean): void {
  refuse(findFault(value, isOpaque));
}

/**
 * The same, and refuses what certainly takes more than `maxBytes`, without looking at more of it than that takes. What is over the
 * limit by less may pass: it is counted when it is written.
 *
 * @param what - What the error names as too large.
 * @throws {@link SerializeError}, {@link SessionTooLargeError}
 */
export function refuseLargeForJson(
  value: unknown,
  what: string,
  maxBytes: number,
  isOpaque?: (value: object) => boolean,
): void {
  // A value of n parts takes at least 2n - 1 characters, and its texts and keys their length. The walk counts at most four times that,
  // and 8 for each container that core may have put around a part.
  const maxWritten = Math.min(mostWritten, 4 * (maxBytes + 1) + 8 * maxDepth);
  const fault = findFault(value, isOpaque, maxWritten);
  if (fault?.reason === tooMuch && maxWritten < mostWritten) {
    throw new SessionTooLargeError(
      `The session takes more than ${maxBytes} bytes, by ${what} alone; the store's limit (maxPayloadBytes) is ${maxBytes}.`,
    );
  }
  refuse(fault);
}

/**
 * Writes a value of plain objects and arrays as {@link jsonSerializer} does. Only core holds it, and each part of it was checked when
 * it came in; what nobody has looked at is how deep a part lies that was moved.
 *
 * @throws {@link SerializeError}
 */
export function writeOwnJson(value: unknown): string {
  if (isJsonRewritten()) refuse(findFault(value));
  const text = JSON.stringify(value);
  if (isTooDeep(text)) refuse(findFault(value));
  return text;
}

/**
 * Keeps JSON's own values, exactly, and refuses the rest with its path (`$.cart["a b"][2]`).
 *
 * Refused: undefined (a property that is set to it too: JSON would drop it), functions, symbols, bigints, NaN, the
 * infinities, -0, lone surrogates in texts and keys, the key `__proto__` (what merges objects would set a prototype with
 * it), class instances and boxed values, dates, arrays with holes or properties of their own, accessors, hidden properties,
 * anything with a toJSON method, cycles, and containers nested deeper than 128 (100 of the application, and core's own).
 *
 * Kept: every finite number as the double that it is (digits beyond `Number.MAX_SAFE_INTEGER` are lost before a serializer
 * sees them), U+0000, objects without prototype (they come back as plain ones), one object in two places (it comes back as
 * two that are equal; written out, a value may come to some 64 million characters).
 *
 * A refusal of what a request's JSON body can carry (-0, the infinities, lone surrogates, `__proto__`, nesting, amount) has status 400,
 * or 413 for the amount; of the rest 500, because only the program can have made it.
 *
 * `deserialize` takes the texts that `serialize` writes and no others: JSON with space around its tokens, numbers in another form
 * (`1.0`), needless escapes, repeated keys or numbers as keys out of order is refused. Its errors quote nothing of the payload.
 */
export const jsonSerializer: Serializer = {
  name: 'json',
  serialize(value) {
    refuse(findFault(value));
    return JSON.stringify(value);
  },
  deserialize(payload) {
    let reason = 'no JSON';
    try {
      const value: unknown = JSON.parse(payload);
      const look = lookAt(payload);
      const fault = look.isUnusual ? findFault(value) : undefined;
      if (!fault && isWritten(payload, value, look)) return value;
      reason = fault?.reason ?? 'not the JSON that it writes';
    } catch {
      // Not kept as the cause: the message of the engine quotes the payload.
    }
    throw new DeserializeError(`Not a payload of the JSON serializer: ${reason}`);
  },
};
