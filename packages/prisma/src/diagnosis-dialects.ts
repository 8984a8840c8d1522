/** How a database is asked about a table. Statements have one parameter, the reference; rows have a `name`. */
export interface Dialect {
  /** As `sess sql` and the files in `sql` call it. */
  readonly name: 'postgresql' | 'mysql' | 'sqlite';
  quoted(name: string, schema?: string): string;
  /** The value that stands for the table. */
  reference(table: string, schema: string | undefined): string;
  readonly columns: string;
  /** The first column of each index that covers all rows. */
  readonly indexed: string;
  /** Of the rights that the store needs, those that the user lacks. Absent if the database does not tell. */
  readonly missingRights?: string;
  /** Has no parameter, and returns `now` in epoch milliseconds. Absent if the database has no clock of its own. */
  readonly clock?: string;
}

const postgresql: Dialect = {
  name: 'postgresql',
  quoted: (name, schema) => [schema, name].flatMap((part) => (part === undefined ? [] : `"${part}"`)).join('.'),
  reference: (table, schema) => postgresql.quoted(table, schema),
  columns: `SELECT attname::text AS name FROM pg_attribute
    WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped`,
  indexed: `SELECT a.attname::text AS name FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = to_regclass($1::text) AND i.indisvalid AND i.indpred IS NULL`,
  missingRights: `SELECT p AS name FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
    WHERE NOT has_table_privilege(to_regclass($1::text), p)`,
  clock: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
};

const mysql: Dialect = {
  name: 'mysql',
  quoted: (name, schema) => [schema, name].flatMap((part) => (part === undefined ? [] : `\`${part}\``)).join('.'),
  reference: (table) => table,
  columns: `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
  indexed: `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND SEQ_IN_INDEX = 1`,
  clock: 'SELECT UNIX_TIMESTAMP(NOW(3)) * 1000 + 0E0 AS now',
};

const sqlite: Dialect = {
  name: 'sqlite',
  quoted: (name) => `"${name}"`,
  reference: (table) => table,
  columns: 'SELECT name FROM pragma_table_info(?)',
  indexed: `SELECT i.name AS name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i
    WHERE i.seqno = 0 AND l.partial = 0`,
};

/** @param provider - As Prisma calls it; `undefined` for what it does not tell. */
export function dialectOf(provider: string | undefined): Dialect | undefined {
  return [postgresql, mysql, sqlite].find(({ name }) => name === provider);
}
