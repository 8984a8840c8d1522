import type { SetCookie } from '../cookie/set-cookie.js';

/** A cookie as `cookies().set` takes it. `maxAge` is in seconds. */
export interface NextCookie extends Omit<SetCookie, 'maxAgeSeconds'> {
  readonly maxAge?: number;
}

/** What `cookies()` of `next/headers` resolves to, and the `cookies` of a `NextResponse`. */
export interface NextCookies {
  getAll(): readonly { readonly name: string; readonly value: string }[];
  set(cookie: NextCookie): unknown;
}

/** The part of `Headers` that is read. */
export interface NextHeaders {
  get(name: string): string | null;
}

/** The functions of Next.js and React that `nextSession` uses, and its options. */
export interface NextFunctions {
  /** `cookies` of `next/headers`. */
  readonly cookies: () => Promise<NextCookies>;
  /** `headers` of `next/headers`. */
  readonly headers: () => Promise<NextHeaders>;
  /** `cache` of `react`, so that all components of a page share one `read`. @defaultValue each `read` loads anew */
  readonly cache?: <Load extends () => Promise<unknown>>(load: Load) => Load;
  /**
   * Whether the browser used HTTPS, by the headers of the request.
   *
   * @defaultValue whether `X-Forwarded-Proto` begins with `https`. Next.js sets that header itself unless a proxy did
   */
  readonly isSecure?: (headers: NextHeaders) => boolean;
}
