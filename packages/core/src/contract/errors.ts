/** The stable name of what went wrong, for `switch` and for logs. */
export type SessionErrorCode =
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

/**
 * The base of every error that @sess raises on purpose.
 *
 * Carries no session key, cookie value or payload, so it is safe to log.
 */
export class SessionError extends Error {
  override readonly name: string = 'SessionError';
  /** The HTTP status that an error handler should answer with; Express reads it by this name. */
  readonly status: number = 500;
  readonly code: SessionErrorCode;

  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Says what is known about a call that the backend did not answer properly. */
export type Outcome = 'not-applied' | 'unknown';

/**
 * The backend could not do what was asked: it is down, frozen, full or refuses.
 *
 * Absence is never reported this way. `outcome` says whether a write was certainly not applied, or may have been.
 */
export class StoreError extends SessionError {
  override readonly name = 'StoreError';
  override readonly status = 503;
  readonly outcome: Outcome;

  constructor(message: string, options: ErrorOptions & { readonly outcome: Outcome }) {
    super('STORE', message, options);
    this.outcome = options.outcome;
  }
}

/** A record does not fit one of the store's declared limits; nothing was sent. */
export class SessionTooLargeError extends SessionError {
  override readonly name = 'SessionTooLargeError';

  constructor(message: string, options?: ErrorOptions) {
    super('TOO_LARGE', message, options);
  }
}

/** A serializer was given something it would have to change, drop or guess; `path` leads to it. */
export class SerializeError extends SessionError {
  override readonly name = 'SerializeError';
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('SERIALIZE', `${path}: ${reason}`, options);
    this.path = path;
  }
}

/** A payload is not something that this serializer wrote. */
export class DeserializeError extends SessionError {
  override readonly name = 'DeserializeError';

  constructor(message: string, options?: ErrorOptions) {
    super('DESERIALIZE', message, options);
  }
}
