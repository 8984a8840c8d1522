import type { FaultyLine, LineTarget } from '@sess/conformance/faults';
import { impatient } from './drivers.js';

const address = /^(mongodb:\/\/(?:[^@/]*@)?)([^/@,:]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/;

/**
 * Returns the server of an address. Returns undefined for several servers or a service, which one line cannot replace.
 */
export function lineAddress(url: string): LineTarget | undefined {
  const [, , host, port = '27017', , query = ''] = address.exec(url) ?? [];
  if (host === undefined || /replicaSet|tls=true|ssl=true/i.test(query)) return undefined;
  return { host, port: Number(port) };
}

/** Returns the address of that server through a line, for tests of outages. */
export function throughLine(url: string, { host, port }: Pick<FaultyLine, 'host' | 'port'>): string {
  const [, begin, , , path = '/', query = ''] = address.exec(url) ?? [];
  const others = query.split('&').filter((one) => !/^$|^(directConnection|serverSelectionTimeoutMS)=/.test(one));
  return `${begin}${host}:${port}${path}?${[...others, 'directConnection=true', impatient].join('&')}`;
}
