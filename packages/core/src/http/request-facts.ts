/** What core needs to know about a request besides its cookies. Each framework's adapter provides it. */
export interface RequestFacts {
  /** Whether the browser used HTTPS, according to the framework. */
  readonly secure: boolean;
  readonly method: string;
  /** Whether this is a prefetch or prerender, which reads the session but neither renews it nor takes flash values. */
  readonly prefetch: boolean;
  /** Whether a header claims HTTPS and nothing shows that it can be trusted. Raises the `insecure` event. */
  readonly untrustedForwarding: boolean;
}

/**
 * Fills in the facts that are missing: a GET over HTTPS, so that cookies are Secure unless the caller says otherwise.
 */
export function completeFacts(known: Partial<RequestFacts>): RequestFacts {
  return {
    secure: known.secure ?? true,
    method: known.method ?? 'GET',
    prefetch: known.prefetch ?? false,
    untrustedForwarding: known.untrustedForwarding ?? false,
  };
}

/** Returns a header's value by its lower-case name, or `''`. */
export type ReadHeader = (name: string) => string;

/** Reads from the headers the facts that every kind of request has there. */
export function readRequestFacts(known: Pick<RequestFacts, 'method' | 'secure'>, header: ReadHeader): RequestFacts {
  return {
    ...known,
    prefetch: hasAny(prefetchSigns, header),
    untrustedForwarding: !known.secure && (hasAny(httpsSigns, header) || isFromHttpsPage(header)),
  };
}

/** Returns the names of the headers that make a request more than a plain visit. */
export function factHeaders(): ReadonlySet<string> {
  return new Set([...[...prefetchSigns, ...httpsSigns].map(([name]) => name), 'origin', 'referer']);
}

type Sign = readonly [header: string, value: RegExp];

/**
 * The headers by which browsers and libraries of 2026 announce that the user has not asked for the page yet.
 *
 * - `Sec-Purpose: prefetch`, `prefetch;prerender`, `prefetch;anonymous-client-ip`: Chromium, and Firefox since 115
 *   (Fetch standard; Prefetch and Prerendering Revamped of the WICG);
 * - `Purpose: prefetch`: Chromium as well, Safari, Inertia 2, Next.js in the Pages Router;
 * - `X-Purpose: preview`, `prefetch`: older Safari, and previews of in-app browsers;
 * - `X-Moz: prefetch`: Firefox until 114;
 * - `X-Sec-Purpose: prefetch`: Turbo 8 and later, when the pointer is over a link. Scripts cannot set a header that
 *   begins with `Sec-`;
 * - `Next-Router-Prefetch`, `Next-Router-Segment-Prefetch`: the App Router of Next.js; `X-Middleware-Prefetch: 1`: its
 *   Pages Router;
 * - `HX-Preloaded: true`: the preload extension of htmx.
 *
 * instant.page and the links of React Router let the browser prefetch. Livewire, SvelteKit and Qwik send nothing that
 * distinguishes a prefetch from a visit.
 */
const prefetchSigns: readonly Sign[] = [
  ['sec-purpose', /prefetch|prerender/i],
  ['purpose', /prefetch|prerender|preview/i],
  ['x-purpose', /prefetch|preview/i],
  ['x-moz', /prefetch/i],
  ['x-sec-purpose', /prefetch/i],
  ['next-router-prefetch', /./],
  ['next-router-segment-prefetch', /./],
  ['x-middleware-prefetch', /./],
  ['hx-preloaded', /^true$/i],
];

/**
 * How proxies announce that the browser used HTTPS: `Forwarded` (RFC 7239), what Rack and IIS read, and what CloudFront
 * sends. Anybody can send such a header, so it is a reason to warn and never a reason to trust.
 */
const httpsSigns: readonly Sign[] = [
  // The first value comes from the proxy nearest to the browser.
  ['x-forwarded-proto', /^\s*https\s*(,|$)/i],
  ['forwarded', /^[^,]*(?<=^|;)\s*proto="?https"?\s*(;|,|$)/i],
  ['x-forwarded-scheme', /^https$/i],
  ['x-forwarded-ssl', /^on$/i],
  ['front-end-https', /^on$/i],
  ['cloudfront-forwarded-proto', /^https$/i],
];

/** Most requests have none of the headers, and then no regular expression runs. */
function hasAny(signs: readonly Sign[], header: ReadHeader): boolean {
  for (const sign of signs) {
    const value = header(sign[0]);
    if (value !== '' && sign[1].test(value)) return true;
  }
  return false;
}

/**
 * Whether the request comes from a page of this host that was loaded over HTTPS: then a proxy ends HTTPS without saying
 * so.
 */
function isFromHttpsPage(header: ReadHeader): boolean {
  const [origin, referer] = [header('origin'), header('referer')];
  if (origin === '' && referer === '') return false;
  const own = `https://${header('host')}/`.toLowerCase();
  return own !== 'https:///' && [`${origin}/`, referer].some((from) => from.toLowerCase().startsWith(own));
}
