import type { FaultyLine, LineTarget } from '@sess/conformance/faults';

const address = /^(mongodb:\/\/(?:[^@/]*@)?)([^/@,:]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/;

/**
 * Returns the server of an address. Returns undefined for several servers or a service, which one line cannot replace.
 */
export function lineAddress(url: string): LineTarget | undefined {
  const [, , host, port = '27017', , query = ''] = address.exec(url) ?? [];
  if (host === undefined || /replicaSet|tls=true|ssl=true/i.test(query)) return undefined;
  return { host, port: Number(port) };
}

/** Returns the address of that server through a line. */
export function throughLine(url: string, { host, port }: Pick<FaultyLine, 'host' | 'port'>): string {
  const [, begin, , , path = '/', query = ''] = address.exec(url) ?? [];
  const others = query.split('&').filter((one) => one !== '' && !one.startsWith('directConnection='));
  return `${begin}${host}:${port}${path}?${[...others, 'directConnection=true'].join('&')}`;
}
