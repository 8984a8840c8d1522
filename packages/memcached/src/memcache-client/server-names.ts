import { SessionError } from '@sess/core';

const defaultPort = 11211;

/**
 * Returns the servers in the spelling by which keys are placed: `host:port`, in lower case.
 *
 * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for an empty list, for what is not an address, and for a
 * repeated one
 */
export function readServerNames(servers: readonly string[]): readonly string[] {
  if (!Array.isArray(servers) || servers.length === 0) {
    throw invalid("must be a list of addresses, such as ['10.0.0.1:11211']");
  }
  const names = servers.map((server: unknown) => readServerName(server));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  // It would get twice its share, and a process that lists it once would look elsewhere.
  if (twice !== undefined) throw invalid(`names ${twice} twice`);
  return names;
}

function readServerName(server: unknown): string {
  const shown = JSON.stringify(server);
  if (typeof server !== 'string') throw invalid(`holds ${shown}, which is not a string like 'host:port'`);
  if (server.includes('/')) throw invalid(`holds ${shown}: memcache-client takes no URL and no path of a Unix socket`);
  if (server.startsWith('[') || server.split(':').length > 2) {
    throw invalid(`holds ${shown}: memcache-client takes no IPv6 address; use a host name that resolves to it`);
  }
  const [, host, port = String(defaultPort)] =
    /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?)(?::(\d{1,5}))?$/i.exec(server) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw invalid(`holds ${shown}, which is not 'host:port'`);
  return `${host.toLowerCase()}:${Number(port)}`;
}

function invalid(problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MemcachedServers.servers ${problem}`);
}
