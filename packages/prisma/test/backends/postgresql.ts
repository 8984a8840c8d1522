import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../generated/postgresql/client.js';
import {
  type Backend,
  type BackendOptions,
  createTables,
  newDatabaseName,
  OpenClients,
  type Route,
} from './backend.js';

export interface PostgresqlOptions extends BackendOptions {
  /** Settings of the session, such as `default_transaction_isolation=serializable`. */
  readonly settings?: readonly string[];
  readonly connectionTimeoutMillis?: number;
}

export async function openPostgresql(
  { url, version }: { readonly url: string; readonly version?: string | undefined },
  { withoutTables, ...options }: PostgresqlOptions = {},
): Promise<Backend> {
  const name = newDatabaseName();
  const open = (database: string, { settings = [], ...more }: PostgresqlOptions, route?: Route) => {
    const address = new URL(url);
    address.pathname = `/${database}`;
    if (route) address.host = `${route.host}:${route.port}`;
    if (settings.length > 0) address.searchParams.set('options', settings.map((setting) => `-c ${setting}`).join(' '));
    return new PrismaClient({ adapter: new PrismaPg({ connectionString: address.href, ...more }) });
  };
  const administration = open('postgres', {});
  await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const clients = new OpenClients();
  const connect = (route?: Route) => clients.add(open(name, options, route));
  if (!withoutTables) await createTables(connect(), 'postgresql');
  const { hostname, port } = new URL(url);
  return {
    name: `PostgreSQL${version ? ` ${version}` : ''}`,
    dialect: 'postgresql',
    address: { host: hostname, port: Number(port || 5432) },
    connect,
    async close() {
      await clients.close();
      await administration.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await administration.$disconnect();
    },
  };
}
