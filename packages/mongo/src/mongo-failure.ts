/** What can be read from what the driver throws, whichever version. */
export interface MongoFailure {
  /** `MongoServerError`, `MongoNetworkError` and the like. */
  readonly name: string;
  /** The server's code (11000), or the system's (`ECONNREFUSED`). */
  readonly code?: number | string;
  /** The server's name of its code. */
  readonly codeName?: string;
  /** What server and driver say about repeating. */
  readonly labels: ReadonlySet<string>;
  /** The index that a duplicate was found in, where the server tells. */
  readonly index?: string;
  /** May quote what was sent: see `failure-cause.ts`. */
  readonly text: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** Reads by shape and not by class: the application's driver need not be the one that is found from here. */
export function readFailure(thrown: unknown): MongoFailure {
  const error = fieldsOf(thrown);
  const cause = fieldsOf(error['cause']);
  // What the server said, where the driver says it in its own words and without the code: numbered writes on a standalone.
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

/** Whether the server answered, and said no. */
export function isServerAnswer({ name }: MongoFailure): boolean {
  return name === 'MongoServerError' || name === 'MongoBulkWriteError';
}

/** Whether something stands already where only one may stand. */
export function isDuplicate(failure: MongoFailure): boolean {
  return isServerAnswer(failure) && failure.code === 11_000;
}

function codeOf(value: unknown): number | string | undefined {
  if (typeof value === 'number' || typeof value === 'string') return value;
  // Int32 and the like, where the client does not turn them into numbers.
  return typeof value === 'object' && value !== null ? Number(value) : undefined;
}

/** `_id` for the index of ids, else the fields of another. Servers before 4.4 and other makes only have the text. */
function indexOf(keyPattern: unknown, text: string): string | undefined {
  if (typeof keyPattern === 'object' && keyPattern !== null) return Object.keys(keyPattern).join(', ');
  const name = /index: ([^\s{]+)/.exec(text)?.[1];
  return name === '_id_' ? '_id' : name;
}

function fieldsOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}
