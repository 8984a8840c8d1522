import { plainResponse } from './error-response.js';

/** The stable name of what went wrong, for `switch` and for logs. */
export type SessionErrorCode =
  | 'AMBIGUOUS_COOKIE'
  | 'CONFLICT'
  | 'CORRUPT'
  | 'DESERIALIZE'
  | 'INTERRUPTED'
  | 'INVALID_ARGUMENT'
  | 'INVALID_OPTION'
  | 'KEYS_EXHAUSTED'
  | 'NOT_SUPPORTED'
  | 'SERIALIZE'
  | 'STORE'
  | 'TOO_LARGE'
  | 'WRONG_TIME';

/** Where the prototype of each class below keeps the name of the class, in every copy of this package alike. */
const kind = Symbol.for('@sess/core: kind of error');

// Not a member of the classes: types of two copies would not fit each other then.
function mark({ prototype }: { readonly prototype: object }, name: string): void {
  Object.defineProperty(prototype, kind, { value: name });
}

function markOf(prototype: object): unknown {
  return Object.getOwnPropertyDescriptor(prototype, kind)?.value;
}

/**
 * The base class of all errors that @sess throws on purpose.
 *
 * Carries no session key, cookie value or payload, so it is safe to log. `instanceof` also recognizes errors of
 * another copy of this package: Next.js bundles one of its own, and npm installs two where versions differ.
 */
export class SessionError extends Error {
  static {
    mark(this, 'SessionError');
  }

  /** Whether `value` was made by this class, or by the class of this name in another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const { prototype } = this as { readonly prototype: object };
    // A class that an application derives from one of these has no mark of its own, and is known by its prototype only.
    const name = markOf(prototype);
    if (typeof value !== 'object') return false;
    for (let at = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      if (at === prototype || (name !== undefined && markOf(at) === name)) return true;
    }
    return false;
  }

  override readonly name: string = 'SessionError';
  /** The HTTP status that an error handler should send; Express reads it by this name. */
  readonly status: number;
  readonly code: SessionErrorCode;
  /**
   * Returns the plain response to this error, with its status, `Session-Outcome` and `Retry-After`. Hono's default
   * error handler sends it, like that of an `HTTPException`.
   *
   * Absent when the status is 500: that is the program's fault, and Hono prints only errors without this method.
   */
  getResponse?(): Response;

  /** @param options - `status` is 500 when absent: the program's fault, not the visitor's. */
  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions & { readonly status?: number }) {
    super(message, options);
    this.code = code;
    this.status = options?.status ?? 500;
    if (this.status !== 500) Object.defineProperty(this, 'getResponse', { value: () => plainResponse(this) });
  }

  /** The same as `status`, under the name that Fastify and Nest read. */
  get statusCode(): number {
    return this.status;
  }

  /**
   * Whether the visitor may see the message, as in http-errors: Koa shows it only if this is true, and Nest hides it
   * if this is `false`. True below 500. The message of a `StoreError` may name a server.
   */
  get expose(): boolean {
    return this.status < 500;
  }
}

/** What is known about a failed call: it was certainly not applied, or may have been. */
export type Outcome = 'not-applied' | 'unknown';

/**
 * The backend failed: it is down, frozen or full, or refused the call.
 *
 * An absent record is never reported this way. `outcome` says whether a write was certainly not applied, or may have
 * been.
 */
export class StoreError extends SessionError {
  static {
    mark(this, 'StoreError');
  }

  override readonly name = 'StoreError';
  declare readonly status: 503;
  /** Headers of the 503 response; Express's final handler sends them. `Retry-After` is in seconds. */
  readonly headers = { 'Retry-After': '5' };
  readonly outcome: Outcome;

  constructor(message: string, options: ErrorOptions & { readonly outcome: Outcome }) {
    super('STORE', message, { ...options, status: 503 });
    this.outcome = options.outcome;
  }
}

/**
 * A record is over one of the store's limits. Nothing was sent. The status is 413, because it depends on what a
 * visitor stores.
 */
export class SessionTooLargeError extends SessionError {
  static {
    mark(this, 'SessionTooLargeError');
  }

  override readonly name = 'SessionTooLargeError';
  declare readonly status: 413;

  constructor(message: string, options?: ErrorOptions) {
    super('TOO_LARGE', message, { ...options, status: 413 });
  }
}

/**
 * A serializer got a value that it would have to change, drop or guess. `path` leads to it.
 *
 * The status is 400 for values that the JSON body of a request can contain, so that a visitor cannot cause a 500, and
 * 500 for all others. The message names keys and types, never values.
 */
export class SerializeError extends SessionError {
  static {
    mark(this, 'SerializeError');
  }

  override readonly name = 'SerializeError';
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions & { readonly status?: number }) {
    super('SERIALIZE', `${path}: ${reason}`, options);
    this.path = path;
  }
}

/** The serializer did not write this payload. */
export class DeserializeError extends SessionError {
  static {
    mark(this, 'DeserializeError');
  }

  override readonly name = 'DeserializeError';

  constructor(message: string, options?: ErrorOptions) {
    super('DESERIALIZE', message, options);
  }
}

/** This manager cannot read a stored payload, and `onCorrupt` is `'error'`. */
export class CorruptSessionError extends SessionError {
  static {
    mark(this, 'CorruptSessionError');
  }

  override readonly name = 'CorruptSessionError';

  constructor(message: string, options?: ErrorOptions) {
    super('CORRUPT', message, options);
  }
}

/**
 * The session ended during the request: it was signed out, revoked, expired or signed in elsewhere.
 *
 * Nothing of the request was stored. The status is 401 if the session had an owner, and 409 for a guest.
 */
export class InterruptedError extends SessionError {
  static {
    mark(this, 'InterruptedError');
  }

  override readonly name = 'InterruptedError';

  constructor(hadOwner: boolean) {
    const message = 'The session ended while this request was being served, so its changes were not stored.';
    super('INTERRUPTED', message, { status: hadOwner ? 401 : 409 });
  }
}

/**
 * `destroy` could not end the visitor's session, because several cookies arrived under its name and core cannot tell
 * which is the visitor's. They were set for several paths or domains, or planted by another site of the same domain.
 * The status is 400.
 */
export class AmbiguousCookieError extends SessionError {
  static {
    mark(this, 'AmbiguousCookieError');
  }

  override readonly name = 'AmbiguousCookieError';
  declare readonly status: 400;

  constructor(cookieName: string, reason: string) {
    super(
      'AMBIGUOUS_COOKIE',
      `Several cookies named ${cookieName} came with this request, and ${reason}. The session may still be there. ` +
        'Ask the visitor to delete the cookies of this site. If the cookie has moved to another path or domain, name ' +
        'the earlier one in cookie.former.',
      { status: 400 },
    );
  }
}

/** Two requests changed one key, and `onConflict` is `'error'`. Nothing of this request was stored. */
export class SessionConflictError extends SessionError {
  static {
    mark(this, 'SessionConflictError');
  }

  override readonly name = 'SessionConflictError';
  declare readonly status: 409;
  /** The data key that both requests changed. */
  readonly key: string;

  constructor(key: string) {
    const message = `Another request changed ${JSON.stringify(key)} of this session at the same time.`;
    super('CONFLICT', message, { status: 409 });
    this.key = key;
  }
}
