import { connect } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Sends lines to memcached without a client, and returns its reply up to a last line. */
export function sendRaw({ host, port }: Address, lines: string, isLast: RegExp): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    const chunks: Buffer[] = [];
    socket.on('connect', () => socket.write(lines, 'latin1'));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const reply = Buffer.concat(chunks);
      if (!isLast.test(reply.subarray(-200).toString('latin1'))) return;
      socket.destroy();
      resolve(reply);
    });
    socket.on('error', reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error(`memcached did not reply ${JSON.stringify(lines)}`)));
  });
}

/** Stores bytes as another program would. */
export async function storeRaw(address: Address, key: string, value: Uint8Array, flags: number): Promise<void> {
  const bytes = Buffer.from(value).toString('latin1');
  const reply = await sendRaw(address, `set ${key} ${flags} 0 ${value.byteLength}\r\n${bytes}\r\n`, /\r\n$/);
  if (reply.toString() !== 'STORED\r\n') throw new Error(`memcached replied ${reply.toString()}`);
}

/** Returns a number that memcached counts, such as `evictions`. */
export async function statistic(address: Address, name: string): Promise<number> {
  const reply = (await sendRaw(address, 'stats\r\n', /END\r\n$/)).toString();
  return Number(new RegExp(`STAT ${name} (\\d+)`).exec(reply)?.[1]);
}

/** Returns every key with its value, as text. */
export async function dumpRaw(address: Address): Promise<string> {
  for (;;) {
    const list = (await sendRaw(address, 'lru_crawler metadump all\r\n', /(END|BUSY.*|LOCKED.*)\r\n$/)).toString();
    if (!list.endsWith('END\r\n')) continue;
    const keys = [...list.matchAll(/^key=(\S+)/gm)].map(([, key]) => decodeURIComponent(key!));
    const items: string[] = [];
    for (const key of keys) items.push((await sendRaw(address, `get ${key}\r\n`, /END\r\n$/)).toString());
    return items.join('');
  }
}
