/** Returns a header's value by its lower-case name, or `''`. */
export type ReadHeader = (name: string) => string;

/** A header, and what is to be found in its value. */
export type Sign = readonly [header: string, value: RegExp];

/** Whether a header has what its sign looks for. Most requests have none of the headers, so no expression is tried in vain. */
export function isAnySaid(wanted: readonly Sign[], header: ReadHeader): boolean {
  for (const sign of wanted) {
    const value = header(sign[0]);
    if (value !== '' && sign[1].test(value)) return true;
  }
  return false;
}

/**
 * Each header by which a browser or a library of 2026 says that nobody has asked for the page yet, and the words in it.
 *
 * - `Sec-Purpose: prefetch`, `prefetch;prerender`, `prefetch;anonymous-client-ip`: Chromium, and Firefox since 115 (Fetch standard;
 *   Prefetch and Prerendering Revamped of the WICG);
 * - `Purpose: prefetch`: Chromium beside it, Safari, Inertia 2, Next.js in the Pages Router;
 * - `X-Purpose: preview`, `prefetch`: older Safari, and previews of in-app browsers;
 * - `X-Moz: prefetch`: Firefox until 114;
 * - `X-Sec-Purpose: prefetch`: Turbo 8 and later, when a link is hovered over. Scripts cannot set a header that begins with `Sec-`;
 * - `Next-Router-Prefetch`, `Next-Router-Segment-Prefetch`: the App Router of Next.js; `X-Middleware-Prefetch: 1`: its Pages Router;
 * - `HX-Preloaded: true`: the preload extension of htmx.
 *
 * instant.page and the links of React Router let the browser prefetch. Livewire, SvelteKit and Qwik send nothing that tells a prefetch
 * from a visit.
 */
const signs: readonly Sign[] = [
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

/** The names of the headers that {@link isPrefetch} reads. */
export const prefetchHeaders = signs.map(([name]) => name);

/** Whether a request fetches a page ahead, for somebody who may never look at it. */
export function isPrefetch(header: ReadHeader): boolean {
  return isAnySaid(signs, header);
}
