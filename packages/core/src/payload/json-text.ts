import { isJsonRewritten, maxDepth } from './json-value.js';
import { hasLoneSurrogate } from './keepable-text.js';

/** A number with this many digits may be too large for a double. */
const manyDigits = 300;
/** A number with more digits, or more decimals, may be written with others than it was read with. */
const [exactDigits, exactDecimals] = [15, 6];

/** What the characters of a JSON text tell about its value. */
interface TextScan {
  /**
   * It may hold what the serializer does not keep, so that the value has to be checked: deep nesting, the key
   * `__proto__`, an escape by number (it may hide that key, or half of a surrogate pair), -0, or a number that is not
   * finite. JSON has nothing else that the serializer refuses.
   */
  isUnusual: boolean;
  /** It has a number, an escape or a key that JSON can write in several ways, of which the serializer uses one. */
  isAmbiguous: boolean;
  /** It has spaces around its tokens, which the serializer never writes. */
  isSpaced: boolean;
  /** How many properties it has, repeated ones included. */
  properties: number;
}

/** Whether containers are nested too deep in a JSON text. */
export function isTooDeep(text: string): boolean {
  if (text.length < 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Digits, commas and colons, which most of a text consists of, are below.
    if (code < openBracket) {
      if (code === quote) while (text.charCodeAt(++at) !== quote) if (text.charCodeAt(at) === backslash) at++;
    } else if ((code | 32) === openBrace) {
      if (++depth > maxDepth) return true;
    } else if ((code | 32) === closeBrace) depth--;
  }
  return false;
}

/**
 * Whether JSON.stringify writes exactly this text for the value that was parsed from it, a value without a fault. The
 * value is written again only if nothing cheaper can tell.
 */
export function isCanonical(text: string, value: unknown, scan: TextScan): boolean {
  if (scan.isSpaced) return false;
  if (scan.isAmbiguous) return JSON.stringify(value) === text;
  return scan.properties === 0 || scan.properties === propertiesIn(value as object);
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

/** Scans a text by character codes: every payload is read, and a visitor can make it as long as the limit. */
export function scanText(text: string): TextScan {
  const isUnusual =
    text.includes('__proto__') || text.includes(String.raw`\u`) || hasLoneSurrogate(text) || isJsonRewritten();
  const scan: TextScan = { isUnusual, isAmbiguous: false, isSpaced: false, properties: 0 };
  let [depth, deepest, properties] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at, scan);
    else if (isDigit(code) || code === minus) at = endOfNumber(text, at, scan);
    else if (code === colon) properties++;
    else if ((code | 32) === openBrace) {
      if (++depth > deepest) deepest = depth;
    } else if ((code | 32) === closeBrace) depth--;
    else if (code <= space) scan.isSpaced = true;
  }
  if (deepest > maxDepth) scan.isUnusual = true;
  scan.properties = properties;
  return scan;
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

function endOfString(text: string, start: number, scan: TextScan): number {
  let at = afterDigits(text, start + 1);
  // JSON.stringify writes such keys in the order of their numbers.
  if (at > start + 1 && text.charCodeAt(at) === quote && text.charCodeAt(at + 1) === colon) scan.isAmbiguous = true;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code !== backslash) continue;
    const escaped = text.charCodeAt(++at);
    if (escaped === u || escaped === slash) scan.isAmbiguous = true;
  }
  return at;
}

function endOfNumber(text: string, start: number, scan: TextScan): number {
  const first = text.charCodeAt(start) === minus ? start + 1 : start;
  if (first > start && text.charCodeAt(first) === zero) scan.isUnusual = true;
  let at = afterDigits(text, first);
  let digits = at - first;
  if (text.charCodeAt(at) === point) {
    const decimals = afterDigits(text, at + 1) - at - 1;
    at += 1 + decimals;
    digits += decimals;
    // Up to six decimals are written as they were read, unless the last one is a zero.
    if (decimals > exactDecimals || text.charCodeAt(at - 1) === zero) scan.isAmbiguous = true;
  }
  if ((text.charCodeAt(at) | 32) === e) {
    scan.isUnusual = scan.isAmbiguous = true;
    // After the sign or the first digit of the exponent.
    at = afterDigits(text, at + 2);
  }
  if (digits >= manyDigits) scan.isUnusual = true;
  if (digits > exactDigits) scan.isAmbiguous = true;
  return at - 1;
}
