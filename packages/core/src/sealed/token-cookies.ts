import { SessionTooLargeError } from '../contract/errors.js';
import { cookieValues, readCookie } from '../cookie/read-cookie.js';
import { serializeSetCookie, type SetCookie } from '../cookie/set-cookie.js';
import { mostToEnd } from '../persistence/end-each.js';

/** What every browser keeps of one cookie: name, value and attributes together, in bytes (RFC 6265, section 6.1). */
const cookieBytes = 4096;

/** The most cookies that one token may take. Servers refuse requests with much longer headers. */
export const mostCookies = 4;

/** Cookies allow more characters. Those that are not in a token mark how it is split. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.-]+$/.test(text);
}

function pieceName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`;
}

/**
 * Returns the token in a `Cookie` header, joined if it was split over several cookies. The first then begins with their
 * number.
 *
 * Number and order need no signature of their own: foreign, missing or reordered pieces join to another text, which the
 * store refuses. Pieces beyond the number are left over from a longer token and ignored.
 */
export function joinToken(
  header: string | undefined,
  name: string,
  maxCookies: number,
): { readonly value: string } | 'duplicate' | 'malformed' | undefined {
  const first = readCookie(header, name);
  if (!first || first === 'duplicate') return first;
  const [, digit, rest] = /^([2-4])~(.*)$/.exec(first.value) ?? [];
  const count = Number(digit ?? 1);
  if (count > maxCookies) return 'malformed';
  let value = rest ?? first.value;
  for (let index = 1; index < count; index++) {
    const piece = readCookie(header, pieceName(name, index));
    if (piece === 'duplicate') return piece;
    value += piece?.value ?? '~';
  }
  return value.length <= cookieBytes * count && isToken(value) ? { value } : 'malformed';
}

/**
 * Returns all tokens that came under a name, for a sign-out. Returns `undefined` if that is not enough to end them: the
 * store cannot revoke, so that one cookie stays in the browser; or pieces of several tokens are mixed; or there are too
 * many.
 */
export function presentedTokens(
  header: string | undefined,
  name: string,
  { maxCookies, canRevoke }: { readonly maxCookies: number; readonly canRevoke: boolean },
): readonly string[] | undefined {
  const read = joinToken(header, name, maxCookies);
  if (read !== 'duplicate') return typeof read === 'object' ? [read.value] : [];
  const count = cookieValues(header, name).length;
  const tokens = wholeTokens(header, name);
  return canRevoke && count > 1 && count <= mostToEnd ? tokens : undefined;
}

/**
 * Returns the tokens among several cookies of one name, or `undefined` if one of them is a piece, because core
 * cannot tell which token the other pieces belong to.
 */
export function wholeTokens(header: string | undefined, name: string): readonly string[] | undefined {
  const values = cookieValues(header, name);
  return values.some((value) => /^[2-4]~/.test(value)) ? undefined : values.filter((value) => isToken(value));
}

/**
 * Splits a cookie whose value is a token over as many cookies as it needs.
 *
 * @throws {@link SessionTooLargeError} if it needs more than `maxCookies`. Browsers silently drop a cookie that is too
 * long
 */
export function spreadToken(cookie: SetCookie, maxCookies: number): readonly SetCookie[] {
  const { name, value } = cookie;
  const roomUnder = (longest: string): number =>
    cookieBytes - serializeSetCookie({ ...cookie, name: longest, value: '' }).length;
  const alone = roomUnder(name);
  if (value.length <= alone) return [cookie];
  const room = roomUnder(pieceName(name, maxCookies));
  const count = Math.ceil((value.length + 2) / room);
  if (count > maxCookies) {
    const most = maxCookies === 1 ? alone : room * maxCookies - 2;
    throw new SessionTooLargeError(
      `The session takes ${value.length} bytes once it is sealed; its cookies hold ${most} beside names and attributes.`,
    );
  }
  const text = `${count}~${value}`;
  return Array.from({ length: count }, (_, index) => ({
    ...cookie,
    name: pieceName(name, index),
    value: text.slice(index * room, (index + 1) * room),
  }));
}

/**
 * Returns the removals of pieces that came with the request and that no token needs any more, from the index `kept`.
 *
 * @param always - Pieces below this index are removed whether they came or not.
 */
export function stalePieces(
  removal: SetCookie,
  header: string | undefined,
  kept: number,
  always = 0,
): readonly SetCookie[] {
  const removals: SetCookie[] = [];
  for (let index = kept; index < mostCookies; index++) {
    const name = pieceName(removal.name, index);
    if (index < always || readCookie(header, name)) removals.push({ ...removal, name });
  }
  return removals;
}
