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
