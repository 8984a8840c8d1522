/** How a handler has left by throwing. */
export interface Leaving {
  readonly status: number;
  /** Where `redirect` and `permanentRedirect` lead. */
  readonly location?: string;
}

/**
 * Returns how `redirect()`, `permanentRedirect()`, `notFound()`, `forbidden()` or `unauthorized()` has left, or
 * `undefined` for any other error. Next.js recognizes them by the same text, because it has several copies of itself.
 */
export function leavingOf(error: unknown): Leaving | undefined {
  const digest = typeof error === 'object' && error !== null && 'digest' in error ? error.digest : undefined;
  if (typeof digest !== 'string') return undefined;
  const [, location, redirected] = /^NEXT_REDIRECT;(?:push|replace);(.*);(30[1-8]);$/s.exec(digest) ?? [];
  if (location !== undefined) return { status: Number(redirected), location };
  const refused = /^NEXT_HTTP_ERROR_FALLBACK;(40[134])$/.exec(digest)?.[1];
  return refused === undefined ? undefined : { status: Number(refused) };
}

/**
 * Returns the response that Next.js makes of it in a route handler. There, Next.js itself sets no cookie after
 * `notFound()`.
 */
export function responseTo({ status, location }: Leaving, { method, headers }: Request): Response {
  if (location === undefined) return new Response(null, { status });
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(headers.get('content-type') ?? '');
  // A 307 would make the browser post the form again.
  return new Response(null, { status: method === 'POST' && isForm ? 303 : status, headers: { location } });
}
