import { SessionTooLargeError } from '../contract/errors.js';
import { cookieValues, readCookie } from '../cookie/read-cookie.js';
import { serializeSetCookie, type SetCookie } from '../cookie/set-cookie.js';

/** What every browser keeps of one cookie: name, value and attributes together, in bytes (RFC 6265, section 6.1). */
const cookieBytes = 4096;

/** No token may take more cookies: servers refuse requests whose headers are much longer. */
export const mostCookies = 4;

/** Cookies can hold more, but what is not in a token can be said beside it. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.-]+$/.test(text);
}

function pieceName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`;
}

/**
 * Finds the token in a `Cookie` header, joined where it was spread over several cookies: the first then begins with
 * their number.
 *
 * Number and order need no signature of their own, because pieces that are not the token's, or not all, or not in their
 * order, join to another text, which the store refuses. Pieces past the number are left from a longer token, and no
 * part of it.
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

/** How many tokens a sign-out looks at: browsers send two or three, and each costs calls of the store. */
const mostTokens = 16;

/**
 * Finds all tokens that came under a name, for a sign-out. Returns `undefined` where that is not enough to end them:
 * the store cannot revoke, so that one cookie stays in the browser, or pieces of several tokens are mixed, or there are
 * too many.
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
  return canRevoke && count > 1 && count <= mostTokens ? tokens : undefined;
}

/**
 * The tokens among several cookies of one name; `undefined` where one of them is a piece, because nothing tells whose
 * the others are.
 */
export function wholeTokens(header: string | undefined, name: string): readonly string[] | undefined {
  const values = cookieValues(header, name);
  return values.some((value) => /^[2-4]~/.test(value)) ? undefined : values.filter((value) => isToken(value));
}

/**
 * Puts the token that is a cookie's value into as many cookies as it needs.
 *
 * @throws {@link SessionTooLargeError} when those are more than `maxCookies`: browsers would drop what is too long,
 * silently
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
 * Removals of pieces that no token needs any more: of those that came with the request, from `kept` on.
 *
 * @param always - Likewise those below this number, whether they came or not.
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
