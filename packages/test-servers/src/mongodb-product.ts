type Fields = Readonly<Record<string, unknown>>;

/** A server with MongoDB's protocol, by what it says about itself. */
export interface MongodbProduct {
  readonly product:
    | 'mongod'
    | 'mongos'
    | 'Percona Server for MongoDB'
    | 'SecantusDB'
    | 'FerretDB'
    | 'Azure Cosmos DB'
    | 'mongo-java-server'
    | 'an unknown server';
  /** Its own version, if it says one, else the version of MongoDB that it claims to be compatible with. */
  readonly version: string;
  /** Whether it is a real mongod, or a router in front of some. */
  readonly isMongod: boolean;
}

/**
 * Says what a server is.
 *
 * @param buildInfo - The reply to the command `buildInfo`.
 * @param hello - The reply to the command `hello`, or undefined if the server does not know that command.
 * @param started - The version of the program that was started, if it is known. mongo-java-server does not say its own.
 */
export function identifyMongodb(buildInfo: Fields, hello: Fields | undefined, started?: string): MongodbProduct {
  const { version, secantusVersion, ferretdbVersion, ferretdb, psmdbVersion, gitVersion } = buildInfo;
  const as = (product: MongodbProduct['product'], own: unknown = version, isMongod = false): MongodbProduct => ({
    product,
    version: typeof own === 'string' ? own : 'unknown',
    isMongod,
  });
  if (secantusVersion !== undefined) return as('SecantusDB', secantusVersion);
  if (ferretdbVersion !== undefined) return as('FerretDB', ferretdbVersion);
  if (ferretdb !== undefined) return as('FerretDB', (ferretdb as Fields | null)?.['version']);
  if ('_t' in buildInfo) return as('Azure Cosmos DB');
  // Every supported mongod has `hello`, and names the commit that it was built from and its allocator.
  if (!hello && gitVersion === undefined) return as('mongo-java-server', started ?? version);
  if (!(hello && 'allocator' in buildInfo && typeof gitVersion === 'string')) return as('an unknown server');
  if (psmdbVersion !== undefined) return as('Percona Server for MongoDB', psmdbVersion, true);
  return as(hello['msg'] === 'isdbgrid' ? 'mongos' : 'mongod', version, true);
}
