/** What can be read from an error of a Prisma client, whichever version and driver it has. */
export interface DriverFailure {
  /** `PrismaClientKnownRequestError` and the like. */
  readonly name: string;
  /** Prisma's code (`P2034`), or the system's (`ECONNREFUSED`). */
  readonly code?: string;
  /** How a driver adapter classified it: `postgres`, `mysql`, `TableDoesNotExist`. */
  readonly kind?: string;
  /** The database's own code: an SQLSTATE, an errno of MySQL, a result code of SQLite. */
  readonly databaseCode?: string;
  /** The message of the database or the client. May quote data that was sent: see `store-failure.ts`. */
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads properties instead of classes: every generated client has classes of its own, and @prisma/client need not be
 * installed where this package is.
 */
export function readFailure(thrown: unknown): DriverFailure {
  const error = fieldsOf(thrown);
  const driver = driverCause(error);
  const code = text(error['code']) ?? text(error['errorCode']);
  const kind = text(driver['kind']);
  const databaseCode = text(driver['originalCode']);
  const original = text(driver['originalMessage']);
  // The MariaDB connector retries while it connects, and reports separately what went wrong each time.
  const reason = text(driver['cause']);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    name: text(error['name']) ?? 'Error',
    ...(code !== undefined && { code }),
    ...(kind !== undefined && { kind }),
    ...(databaseCode !== undefined && { databaseCode }),
    text: original ? `${original}${reason && reason !== original ? ` (${reason})` : ''}` : lastParagraph(message),
  };
}

/** Whether the client itself refused the call, because the model has no such field or value. */
export function isRefusedByModel({ name }: DriverFailure): boolean {
  return name === 'PrismaClientValidationError';
}

/** Whether a unique value was there already. */
export function isDuplicate({ code, kind }: DriverFailure): boolean {
  return code === 'P2002' || kind === 'UniqueConstraintViolation';
}

/**
 * Returns the adapter's own error: in `meta` where Prisma has a code for it, on a bare `DriverAdapterError` where it
 * has none.
 */
function driverCause(error: Fields): Fields {
  const adapterError = fieldsOf(fieldsOf(error['meta'])['driverAdapterError']);
  const cause = fieldsOf(adapterError['cause'] ?? error['cause']);
  return typeof cause['kind'] === 'string' ? cause : {};
}

/** The message of a request error has the call first, then the source around it, and last what is wrong. */
function lastParagraph(message: string): string {
  const paragraphs = message.trim().split(/\n\s*\n/);
  return paragraphs.at(-1)?.trim() ?? '';
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
