/** What can be read from an error of the driver, whichever version it has. */
export interface DriverFailure {
  /** `MongoServerError`, `MongoNetworkError` and the like. */
  readonly name: string;
  /** The server's code (11000), or the system's (`ECONNREFUSED`). */
  readonly code?: number | string;
  /** The server's name of its code. */
  readonly codeName?: string;
  /** What server and driver say about repeating. */
  readonly labels: ReadonlySet<string>;
  /** The index in which a duplicate was found, if the server tells. */
  readonly index?: string;
  /** May quote what was sent: see `store-failure.ts`. */
  readonly text: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** Reads properties instead of classes: the application's driver need not be the one that this package would find. */
export function readFailure(thrown: unknown): DriverFailure {
  const error = fieldsOf(thrown);
  const cause = fieldsOf(error['cause']);
  // The server's error, where the driver reports it in its own words and without the code: retryable writes on a
  // standalone.
  const original = fieldsOf(error['originalError']);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const code = codeOf(error['code']) ?? codeOf(original['code']) ?? codeOf(cause['code']);
  const codeName = error['codeName'] ?? original['codeName'];
  const index = indexOf(error['keyPattern'], text);
  return {
    name: typeof error['name'] === 'string' ? error['name'] : 'Error',
    ...(code !== undefined && { code }),
    ...(typeof codeName === 'string' && { codeName }),
    labels: new Set(Array.isArray(error['errorLabels']) ? error['errorLabels'].map(String) : []),
    ...(index !== undefined && { index }),
    text,
  };
}

/** Whether the server replied with an error. */
export function isServerReply({ name }: DriverFailure): boolean {
  return name === 'MongoServerError' || name === 'MongoBulkWriteError';
}

/** Whether a unique value was there already. */
export function isDuplicate(failure: DriverFailure): boolean {
  return isServerReply(failure) && failure.code === 11_000;
}

function codeOf(value: unknown): number | string | undefined {
  if (typeof value === 'number' || typeof value === 'string') return value;
  // Int32 and the like, where the client does not convert them into numbers.
  return typeof value === 'object' && value !== null ? Number(value) : undefined;
}

/**
 * Returns `_id` for the index of ids, else the fields of the other index. Servers before 4.4, and other products, give
 * only text.
 */
function indexOf(keyPattern: unknown, text: string): string | undefined {
  if (typeof keyPattern === 'object' && keyPattern !== null) return Object.keys(keyPattern).join(', ');
  const name = /index: ([^\s{]+)/.exec(text)?.[1];
  return name === '_id_' ? '_id' : name;
}

function fieldsOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}
