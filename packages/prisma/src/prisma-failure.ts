/** What can be read from what a Prisma client throws, whichever version and driver it has. */
export interface PrismaFailure {
  /** `PrismaClientKnownRequestError` and the like. */
  readonly name: string;
  /** Prisma's code (`P2034`), or the system's (`ECONNREFUSED`). */
  readonly code?: string;
  /** How a driver adapter sorted it: `postgres`, `mysql`, `TableDoesNotExist`. */
  readonly kind?: string;
  /** The database's own code: an SQLSTATE, an errno of MySQL, a result code of SQLite. */
  readonly databaseCode?: string;
  /** What the database or the client said. May quote data that was sent: see `failure-cause.ts`. */
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads by shape and not by class: every generated client brings classes of its own, and @prisma/client need not be
 * where this package is.
 */
export function readFailure(thrown: unknown): PrismaFailure {
  const error = fieldsOf(thrown);
  const driver = driverCause(error);
  const code = text(error['code']) ?? text(error['errorCode']);
  const kind = text(driver['kind']);
  const databaseCode = text(driver['originalCode']);
  const said = text(driver['originalMessage']);
  // The MariaDB connector waits for a connection, and keeps what went wrong each time apart.
  const because = text(driver['cause']);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    name: text(error['name']) ?? 'Error',
    ...(code !== undefined && { code }),
    ...(kind !== undefined && { kind }),
    ...(databaseCode !== undefined && { databaseCode }),
    text: said ? `${said}${because && because !== said ? ` (${because})` : ''}` : lastParagraph(message),
  };
}

/** Whether the client refused the call itself, because the model has no such field or value. */
export function isRefusedByModel({ name }: PrismaFailure): boolean {
  return name === 'PrismaClientValidationError';
}

/** Whether something stands already where only one may stand. */
export function isDuplicate({ code, kind }: PrismaFailure): boolean {
  return code === 'P2002' || kind === 'UniqueConstraintViolation';
}

/**
 * The adapter's own account: in `meta` where Prisma has a code for it, on a bare `DriverAdapterError` where it has none.
 */
function driverCause(error: Fields): Fields {
  const adapterError = fieldsOf(fieldsOf(error['meta'])['driverAdapterError']);
  const cause = fieldsOf(adapterError['cause'] ?? error['cause']);
  return typeof cause['kind'] === 'string' ? cause : {};
}

/** A request error is the call, the source around it and, last, what is wrong. */
function lastParagraph(message: string): string {
  return (
    message
      .trim()
      .split(/\n\s*\n/)
      .at(-1)
      ?.trim() ?? ''
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
