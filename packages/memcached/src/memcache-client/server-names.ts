import { SessionError } from '@sess/core';

const defaultPort = 11211;

/**
 * The servers of the list in the one spelling by which keys are placed: `host:port`, in lower case.
 *
 * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for an empty list, for what is no address, and for one that is named twice.
 */
export function readServerNames(servers: readonly string[]): readonly string[] {
  if (!Array.isArray(servers) || servers.length === 0) {
    throw invalid("must be a list of addresses, such as ['10.0.0.1:11211']");
  }
  const names = servers.map((server: unknown) => readServerName(server));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  // It would take twice its share, and one of two processes that write the list differently would look elsewhere.
  if (twice !== undefined) throw invalid(`names ${twice} twice`);
  return names;
}

function readServerName(server: unknown): string {
  const shown = JSON.stringify(server);
  if (typeof server !== 'string') throw invalid(`holds ${shown}, which is no text like 'host:port'`);
  if (server.includes('/')) throw invalid(`holds ${shown}: memcache-client takes no URL and no path of a Unix socket`);
  if (server.startsWith('[') || server.split(':').length > 2) {
    throw invalid(`holds ${shown}: memcache-client takes no IPv6 address; give a host name that has it`);
  }
  const [, host, port = String(defaultPort)] =
    /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?)(?::(\d{1,5}))?$/i.exec(server) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw invalid(`holds ${shown}, which is no 'host:port'`);
  return `${host.toLowerCase()}:${Number(port)}`;
}

function invalid(problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MemcachedServers.servers ${problem}`);
}
