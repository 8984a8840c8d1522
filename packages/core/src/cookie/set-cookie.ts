/** One `Set-Cookie` header, structured: every adapter of a framework can send it in the framework's own way. */
export interface SetCookie {
  readonly name: string;
  /** Empty when the cookie is being removed. */
  readonly value: string;
  readonly path: string;
  readonly domain?: string;
  /** Whole seconds; 0 removes the cookie; absent: until the browser closes. */
  readonly maxAgeSeconds?: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly partitioned?: boolean;
}

/** Whether two cookies are one to a browser, so that setting one replaces the other (RFC 6265, section 5.3). */
export function isSamePlace(a: SetCookie, b: SetCookie): boolean {
  return a.name === b.name && a.path === b.path && a.domain?.toLowerCase() === b.domain?.toLowerCase();
}
