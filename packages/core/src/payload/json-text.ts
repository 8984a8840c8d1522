import { isJsonRewritten, maxDepth } from './json-value.js';
import { hasLoneSurrogate } from './keepable-text.js';

/** A number of as many digits may be too large for a double. */
const manyDigits = 300;

/**
 * Whether a text that is JSON may stand for what this serializer does not keep, so that the value itself has to be looked at: nested
 * too deep, the key `__proto__`, an escape by number (it may hide that key, or half of a surrogate pair), -0, or a number that is
 * not finite. There is nothing else that a parser could make and JSON would not keep.
 */
export function needsLook(text: string): boolean {
  return (
    text.includes('__proto__') ||
    text.includes(String.raw`\u`) ||
    hasLoneSurrogate(text) ||
    isJsonRewritten() ||
    isUnusualOutsideStrings(text)
  );
}

/** By character codes: a payload is as long as a visitor could make it, and all of them are read. */
function isUnusualOutsideStrings(text: string): boolean {
  let depth = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= zero && code <= nine) {
      if (++digits === manyDigits) return true;
      continue;
    }
    // An exponent: in "true" and "false" it does not follow a digit.
    if (digits > 0 && (code | 32) === e) return true;
    digits = 0;
    if (code === quote) at = endOfString(text, at);
    else if ((code | 32) === openBrace) {
      if (++depth > maxDepth) return true;
    } else if ((code | 32) === closeBrace) depth--;
    else if (code === minus && text.charCodeAt(at + 1) === zero) return true;
  }
  return false;
}

const [quote, backslash, minus, zero, nine, e] = [34, 92, 45, 48, 57, 101];
/** With 32 added, as lower case is to upper, the codes of [ and ] are those of { and }. */
const [openBrace, closeBrace] = [123, 125];

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}
