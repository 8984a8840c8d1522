import type { StoreFinding } from '@sess/core';
import { clockFindings, type StoreCall } from '@sess/core/store';
import { attempt } from './attempt.js';
import { type Dialect, dialectOf } from './diagnosis-dialects.js';
import type { Fields, SessionDelegate } from './driver.js';
import type { SessionColumns } from './session-columns.js';

/** What a delegate's client has besides its public interface: Prisma's own names for providers, models and fields. */
interface Client {
  $queryRawUnsafe(statement: string, ...values: readonly unknown[]): PromiseLike<readonly Fields[]>;
  readonly _activeProvider?: string;
  readonly _runtimeDataModel?: { readonly models: Readonly<Record<string, Model | undefined>> };
}

interface Model {
  readonly dbName?: string | null;
  readonly schema?: string | null;
  readonly fields: readonly { readonly name: string; readonly dbName?: string | null }[];
}

/** Where the sessions are, by the names of the database. */
interface Table {
  readonly dialect: Dialect;
  readonly name: string;
  readonly schema: string | undefined;
  /** By field of the Prisma schema. */
  readonly columns: Readonly<Record<string, string>>;
  query(statement: string | undefined): Promise<readonly Fields[]>;
}

/**
 * Compares the table with what the store needs, and the database's clock with this machine's. Looks at the rights where
 * the database tells them.
 */
export async function diagnose(
  call: StoreCall,
  delegate: SessionDelegate,
  {
    columns,
    fields,
    now,
  }: { readonly columns: SessionColumns; readonly fields: readonly string[]; readonly now: () => number },
): Promise<readonly StoreFinding[]> {
  const table = tableOf(call, delegate);
  if (!table) {
    const message = 'The Prisma client does not tell which database and table it uses, so they were not examined.';
    return [{ code: 'NOT_EXAMINED', level: 'info', message }];
  }
  const { dialect } = table;
  const present = await namesIn(table, dialect.columns);
  const shown = dialect.quoted(table.name, table.schema);
  if (present.length === 0) {
    const remedy = `Run what \`npx sess sql ${dialect.name}\` prints, or migrate with the model of session.prisma.`;
    return [
      {
        code: 'TABLE_MISSING',
        level: 'error',
        message: `There is no table ${shown}, or the user of the application may not see it.`,
        remedy,
      },
    ];
  }
  const missing = fields.map((field) => table.columns[field] ?? field).filter((name) => !present.includes(name));
  if (missing.length > 0) {
    const message = `The table ${shown} has no column ${missing.join(', ')}.`;
    const remedy = `Compare it with what \`npx sess sql ${dialect.name}\` prints, and with your model.`;
    return [{ code: 'COLUMN_MISSING', level: 'error', message, remedy }];
  }
  return [
    ...(await missingRights(table, shown)),
    ...(await missingIndexes(table, columns, shown)),
    ...(await compareClocks(table, now)),
  ];
}

function tableOf(call: StoreCall, delegate: SessionDelegate): Table | undefined {
  const { $parent: client, $name: name = '' } = delegate as { readonly $parent?: Client; readonly $name?: string };
  const { _activeProvider: provider, _runtimeDataModel: schemaModel } = client ?? ({} as Partial<Client>);
  const dialect = dialectOf(provider);
  const model = schemaModel?.models[name];
  if (!client || !dialect || !model || typeof client.$queryRawUnsafe !== 'function') return undefined;
  const table = model.dbName ?? name;
  const schema = model.schema ?? undefined;
  return {
    dialect,
    name: table,
    schema,
    columns: Object.fromEntries(model.fields.map((field) => [field.name, field.dbName ?? field.name])),
    async query(statement) {
      if (statement === undefined) return [];
      const values = statement === dialect.clock ? [] : [dialect.reference(table, schema)];
      return await attempt(call, 'read', () => client.$queryRawUnsafe(statement, ...values));
    },
  };
}

async function namesIn(table: Table, statement: string | undefined): Promise<readonly string[]> {
  return (await table.query(statement)).map(({ name }) => String(name));
}

async function missingRights(table: Table, shown: string): Promise<readonly StoreFinding[]> {
  const rights = (await namesIn(table, table.dialect.missingRights)).join(', ');
  if (rights === '') return [];
  const message = `The user of the application may not ${rights} on ${shown}.`;
  const remedy = `GRANT ${rights} ON ${shown} TO the user of the application;`;
  return [{ code: 'RIGHT_MISSING', level: 'error', message, remedy }];
}

async function missingIndexes(table: Table, columns: SessionColumns, shown: string): Promise<readonly StoreFinding[]> {
  const indexed = await namesIn(table, table.dialect.indexed);
  const wanted = [
    { of: [columns.expiresAt], without: 'clearing the expired reads the whole table, batch by batch' },
    { of: [columns.ownerDigest, columns.id], without: "listing and ending an owner's sessions reads the whole table" },
  ].map(({ of, without }) => ({ without, names: of.map((field) => table.columns[field] ?? field) }));
  return wanted
    .filter(({ names: [first = ''] }) => !indexed.includes(first))
    .map(({ names, without }): StoreFinding => {
      const [index] = [`${table.name}_${names.join('_')}_idx`].map((name) => table.dialect.quoted(name));
      const list = names.map((name) => table.dialect.quoted(name)).join(', ');
      const message = `No index of ${shown} begins with ${names[0]}: ${without}.`;
      return {
        code: 'INDEX_MISSING',
        level: 'warning',
        message,
        remedy: `CREATE INDEX ${index} ON ${shown} (${list});`,
      };
    });
}

async function compareClocks(table: Table, now: () => number): Promise<readonly StoreFinding[]> {
  const before = now();
  const [row] = await table.query(table.dialect.clock);
  return row ? clockFindings(Number(row['now']), { before, after: now() }) : [];
}
