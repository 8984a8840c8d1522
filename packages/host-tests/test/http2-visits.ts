import { once } from 'node:events';
import { connect } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { expect } from 'vitest';
import type { Shop } from './outage.js';

/** Expects a server of HTTP/2, whose page `/` counts a visit, to store it, and to respond with 503 if it cannot. */
export async function expectVisitsOverHttp2(server: Server, shop: Shop): Promise<void> {
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const send = async () => {
    const [headers] = (await once(client.request({ ':path': '/' }).resume(), 'response')) as [Record<string, unknown>];
    return headers;
  };
  try {
    const stored = await send();
    expect([stored[':status'], await shop.visits(stored['set-cookie'] as string[])]).toEqual([200, 1]);
    shop.down = ['create'];
    expect(await send()).toMatchObject({ ':status': 503, 'retry-after': '5', 'session-outcome': 'not-applied' });
  } finally {
    client.close();
  }
}
