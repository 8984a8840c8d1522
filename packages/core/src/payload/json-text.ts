import { isJsonRewritten, maxDepth } from './json-value.js';
import { hasLoneSurrogate } from './keepable-text.js';

/** A number with this many digits may be too large for a double. */
const manyDigits = 300;
/** A number with more digits, or more decimals, may be written with others than it was read with. */
const [exactDigits, exactDecimals] = [15, 6];

/** What a JSON text shows before anything is known of its value. */
interface TextLook {
  /**
   * It may hold what the serializer does not keep, so that the value has to be checked: deep nesting, the key `__proto__`, an escape
   * by number (it may hide that key, or half of a surrogate pair), -0, or a number that is not finite. JSON has nothing else that the
   * serializer refuses.
   */
  isUnusual: boolean;
  /** It has a number, an escape or a key for which JSON has several texts, of which the serializer writes one. */
  isAmbiguous: boolean;
  /** It has space around its tokens, which the serializer never writes. */
  isSpaced: boolean;
  /** How many properties it gives, repeated ones included. */
  properties: number;
}

/** Whether containers are nested too deep in a JSON text. */
export function isTooDeep(text: string): boolean {
  if (text.length < 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most of a text is below: digits, commas and colons.
    if (code < openBracket) {
      if (code === quote) while (text.charCodeAt(++at) !== quote) if (text.charCodeAt(at) === backslash) at++;
    } else if ((code | 32) === openBrace) {
      if (++depth > maxDepth) return true;
    } else if ((code | 32) === closeBrace) depth--;
  }
  return false;
}

/**
 * Whether JSON.stringify writes this text for the value that was parsed from it, a value without fault. The value is only written
 * again where nothing cheaper can tell.
 */
export function isWritten(text: string, value: unknown, look: TextLook): boolean {
  if (look.isSpaced) return false;
  if (look.isAmbiguous) return JSON.stringify(value) === text;
  return look.properties === 0 || look.properties === propertiesIn(value as object);
}

function propertiesIn(container: object): number {
  let count = 0;
  if (Array.isArray(container)) {
    for (const item of container as unknown[]) if (typeof item === 'object' && item) count += propertiesIn(item);
    return count;
  }
  const keys = Object.keys(container);
  for (const key of keys) {
    const item = (container as Record<string, unknown>)[key];
    if (typeof item === 'object' && item) count += propertiesIn(item);
  }
  return count + keys.length;
}

/** Looks at a text by character codes: a visitor may have made it as long as a payload can be, and every payload is read. */
export function lookAt(text: string): TextLook {
  const isUnusual =
    text.includes('__proto__') || text.includes(String.raw`\u`) || hasLoneSurrogate(text) || isJsonRewritten();
  const look: TextLook = { isUnusual, isAmbiguous: false, isSpaced: false, properties: 0 };
  let [depth, deepest, properties] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at, look);
    else if (isDigit(code) || code === minus) at = endOfNumber(text, at, look);
    else if (code === colon) properties++;
    else if ((code | 32) === openBrace) {
      if (++depth > deepest) deepest = depth;
    } else if ((code | 32) === closeBrace) depth--;
    else if (code <= space) look.isSpaced = true;
  }
  if (deepest > maxDepth) look.isUnusual = true;
  look.properties = properties;
  return look;
}

const [space, quote, minus, point, slash, zero, nine, colon, backslash] = [32, 34, 45, 46, 47, 48, 57, 58, 92];
const [e, u] = [101, 117];
/** With 32 added, as lower case is to upper, the codes of [ and ] are those of { and }. */
const [openBracket, openBrace, closeBrace] = [91, 123, 125];

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

function afterDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function endOfString(text: string, start: number, look: TextLook): number {
  let at = afterDigits(text, start + 1);
  // Such keys are written in the order of numbers, whichever came first.
  if (at > start + 1 && text.charCodeAt(at) === quote && text.charCodeAt(at + 1) === colon) look.isAmbiguous = true;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code !== backslash) continue;
    const escaped = text.charCodeAt(++at);
    if (escaped === u || escaped === slash) look.isAmbiguous = true;
  }
  return at;
}

function endOfNumber(text: string, start: number, look: TextLook): number {
  const first = text.charCodeAt(start) === minus ? start + 1 : start;
  if (first > start && text.charCodeAt(first) === zero) look.isUnusual = true;
  let at = afterDigits(text, first);
  let digits = at - first;
  if (text.charCodeAt(at) === point) {
    const decimals = afterDigits(text, at + 1) - at - 1;
    at += 1 + decimals;
    digits += decimals;
    // Up to six decimals are written as they were read, unless there is a zero at the end.
    if (decimals > exactDecimals || text.charCodeAt(at - 1) === zero) look.isAmbiguous = true;
  }
  if ((text.charCodeAt(at) | 32) === e) {
    look.isUnusual = look.isAmbiguous = true;
    // Behind a sign or a first digit.
    at = afterDigits(text, at + 2);
  }
  if (digits >= manyDigits) look.isUnusual = true;
  if (digits > exactDigits) look.isAmbiguous = true;
  return at - 1;
}
