import { DeserializeError, SessionTooLargeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { refusalOf } from './json-refusal.js';
import { isCanonical, isTooDeep, scanText } from './json-text.js';
import { findFault, isJsonRewritten, type JsonFault, maxDepth, mostWritten, tooMuch } from './json-value.js';

function refuse(fault: JsonFault | undefined): void {
  if (fault) throw refusalOf(fault);
}

/**
 * Refuses a value that {@link jsonSerializer} cannot keep, without writing it.
 *
 * @param isOpaque - Whether an object, with all that is in it, needs no check.
 * @throws {@link SerializeError}
 */
export function refuseForJson(value: unknown, isOpaque?: (value: object) => boolean): void {
  refuse(findFault(value, isOpaque));
}

/**
 * The same, and refuses a value that certainly takes more than `maxBytes`, at the latest when so much of it was
 * checked. A value that is little over the limit may pass here; its bytes are counted when it is written.
 *
 * @param what - What the error calls too large.
 * @throws {@link SerializeError}, {@link SessionTooLargeError}
 */
export function refuseLargeForJson(
  value: unknown,
  what: string,
  maxBytes: number,
  isOpaque?: (value: object) => boolean,
): void {
  // A value of n parts takes at least 2n - 1 characters, and its texts and keys their length. The check counts at most
  // four times that, and 8 for each container that core may have put around a part.
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
 * Writes a value of plain objects and arrays as {@link jsonSerializer} does. Only core holds it, and each part was
 * checked when it came in. What remains to be checked is the depth, because an update may have moved a part.
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
 * Keeps JSON values exactly, and refuses all others with their path (`$.cart["a b"][2]`).
 *
 * Refused: undefined (even as the value of a property: JSON would drop it), functions, symbols, bigints, NaN, the
 * infinities, -0, lone surrogates in texts and keys, the key `__proto__` (code that merges objects would set a
 * prototype with it), class instances and boxed values, dates, arrays with holes or properties of their own,
 * accessors, hidden properties, anything with a toJSON method, cycles, and containers nested deeper than 128 (100 of
 * the application, and core's own).
 *
 * Kept: every finite number as a double (digits beyond `Number.MAX_SAFE_INTEGER` are lost before a serializer sees
 * them), U+0000, objects without a prototype (they come back as plain objects), one object in two places (it comes
 * back as two equal objects; the text of a value may have some 64 million characters).
 *
 * Values that a request's JSON body can contain (-0, the infinities, lone surrogates, `__proto__`, deep nesting) are
 * refused with status 400, and too large ones with 413. All others are refused with 500, because only the program can
 * have made them.
 *
 * `deserialize` accepts only texts that `serialize` writes. It refuses JSON with spaces around its tokens, numbers in
 * another form (`1.0`), unnecessary escapes, repeated keys, or numeric keys out of order. Its errors quote nothing of
 * the payload.
 */
export const jsonSerializer: Serializer = {
  name: 'json',
  serialize(value) {
    refuse(findFault(value));
    return JSON.stringify(value);
  },
  deserialize(payload) {
    let reason = 'not JSON';
    try {
      const value: unknown = JSON.parse(payload);
      const scan = scanText(payload);
      const fault = scan.isUnusual ? findFault(value) : undefined;
      if (!fault && isCanonical(payload, value, scan)) return value;
      reason = fault?.reason ?? 'not in the form that it writes';
    } catch {
      // It is not the cause of the error thrown below, because the engine's message quotes the payload.
    }
    throw new DeserializeError(`Not a payload of the JSON serializer: ${reason}`);
  },
};
