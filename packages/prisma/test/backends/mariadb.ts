import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaClient } from '../../generated/mysql/client.js';
import {
  type Backend,
  type BackendOptions,
  createTables,
  newDatabaseName,
  OpenClients,
  type Route,
} from './backend.js';

export interface MariadbOptions extends BackendOptions {
  readonly foundRows?: boolean;
  readonly initSql?: string[];
  readonly acquireTimeout?: number;
}

export async function openMariadb(
  { url, version }: { readonly url: string; readonly version?: string | undefined },
  { withoutTables, ...options }: MariadbOptions = {},
): Promise<Backend> {
  const name = newDatabaseName();
  const { hostname, port, username, password } = new URL(url);
  const address = { host: hostname, port: Number(port || 3306) };
  const open = (database: string, more: MariadbOptions, route: Route = address) =>
    new PrismaClient({
      // Shorter than core's deadline, as the README says.
      adapter: new PrismaMariaDb({
        ...route,
        user: decodeURIComponent(username),
        password: decodeURIComponent(password),
        database,
        connectTimeout: 3000,
        // A thousand concurrent calls wait for a connection. On a line that may be cut, a wait must end soon.
        acquireTimeout: route === address ? 20_000 : 3000,
        // The driver allows a quarter of a second to check a pooled connection, which is short on a busy machine.
        minDelayValidation: 10_000,
        ...more,
      }),
    });
  const administration = open('mysql', {});
  await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const clients = new OpenClients();
  const connect = (route?: Route) => clients.add(open(name, options, route));
  if (!withoutTables) await createTables(connect(), 'mysql');
  return {
    name: `MariaDB${version ? ` ${version}` : ''}`,
    dialect: 'mysql',
    address,
    connect,
    async close() {
      await clients.close();
      await administration.$executeRawUnsafe(`DROP DATABASE ${name}`);
      await administration.$disconnect();
    },
  };
}
