import type { FaultyLine, LineTarget } from '@sess/conformance/faults';

const address = /^(mongodb:\/\/(?:[^@/]*@)?)([^/@,:]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/;

/** The one server that an address names; `undefined` where it names several, or a service: no single line goes there. */
export function lineAddress(url: string): LineTarget | undefined {
  const [, , host, port = '27017', , query = ''] = address.exec(url) ?? [];
  if (host === undefined || /replicaSet|tls=true|ssl=true/i.test(query)) return undefined;
  return { host, port: Number(port) };
}

/** The address of that server by way of a line. */
export function throughLine(url: string, { host, port }: Pick<FaultyLine, 'host' | 'port'>): string {
  const [, begin, , , path = '/', query = ''] = address.exec(url) ?? [];
  const others = query.split('&').filter((one) => one !== '' && !one.startsWith('directConnection='));
  return `${begin}${host}:${port}${path}?${[...others, 'directConnection=true'].join('&')}`;
}
