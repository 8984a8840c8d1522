import { isJsonRewritten, maxDepth } from './json-value.js';
import { hasLoneSurrogate } from './keepable-text.js';

/** A number of as many digits may be too large for a double, and one of more than the second has perhaps another text. */
const [manyDigits, exactDigits] = [300, 15];

/** What can be told of a text that is JSON without its value. */
interface TextLook {
  /**
   * It may stand for what this serializer does not keep, so that the value has to be looked at: nested too deep, the key `__proto__`, an
   * escape by number (it may hide that key, or half of a surrogate pair), -0, or a number that is not finite. There is nothing else
   * that a parser could make and JSON would not keep.
   */
  isUnusual: boolean;
  /** There is a number, an escape or a key in it of which one value may have several texts, and only one is written. */
  isAmbiguous: boolean;
  /** There is space around its tokens, which is never written. */
  isSpaced: boolean;
  /** How many properties it gives, repeated ones included. */
  properties: number;
}

/** Whether a text that is JSON may stand for what this serializer does not keep. */
export function needsLook(text: string): boolean {
  return lookAt(text).isUnusual;
}

/**
 * Whether a text is what JSON.stringify writes for the value that it has been parsed to, which has no fault. It is written again only
 * where that cannot be told for less.
 */
export function isWritten(text: string, value: unknown, look: TextLook): boolean {
  if (look.isSpaced) return false;
  if (look.isAmbiguous) return JSON.stringify(value) === text;
  return look.properties === 0 || look.properties === propertiesIn(value);
}

function propertiesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += propertiesIn(item);
    return count;
  }
  for (const key of Object.keys(value)) count += 1 + propertiesIn((value as Record<string, unknown>)[key]);
  return count;
}

/** By character codes: a payload is as long as a visitor could make it, and all of them are read. */
export function lookAt(text: string): TextLook {
  const isUnusual =
    text.includes('__proto__') || text.includes(String.raw`\u`) || hasLoneSurrogate(text) || isJsonRewritten();
  const look: TextLook = { isUnusual, isAmbiguous: false, isSpaced: false, properties: 0 };
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at, look);
    else if (isDigit(code) || code === minus) at = endOfNumber(text, at, look);
    else if (code === colon) look.properties++;
    else if ((code | 32) === openBrace) {
      if (++depth > maxDepth) look.isUnusual = true;
    } else if ((code | 32) === closeBrace) depth--;
    else if (code <= space) look.isSpaced = true;
  }
  return look;
}

const [space, quote, plus, minus, point, slash, zero, nine, colon, backslash] = [
  32, 34, 43, 45, 46, 47, 48, 57, 58, 92,
];
const [e, u] = [101, 117];
/** With 32 added, as lower case is to upper, the codes of [ and ] are those of { and }. */
const [openBrace, closeBrace] = [123, 125];

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

function endOfString(text: string, start: number, look: TextLook): number {
  let at = start + 1;
  while (isDigit(text.charCodeAt(at))) at++;
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
  let digits = 0;
  let decimals = -1;
  let at = start;
  let code = text.charCodeAt(at);
  if (code === minus) {
    code = text.charCodeAt(++at);
    if (code === zero) look.isUnusual = true;
  }
  for (; ; code = text.charCodeAt(++at)) {
    if (isDigit(code)) {
      digits++;
      if (decimals >= 0) decimals++;
    } else if (code === point) decimals = 0;
    else if ((code | 32) === e || code === plus || code === minus) look.isUnusual = look.isAmbiguous = true;
    else break;
  }
  if (digits >= manyDigits) look.isUnusual = true;
  // With up to six decimals and no zero at the end, a number is written as it was read.
  if (digits > exactDigits || decimals > 6 || (decimals >= 0 && text.charCodeAt(at - 1) === zero))
    look.isAmbiguous = true;
  return at - 1;
}
