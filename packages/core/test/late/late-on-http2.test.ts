import { once } from 'node:events';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { withSession } from '../../src/node/index.js';
import { known } from './visitor-fixture.js';

it('a stream that its client of http2 resets', async () => {
  const bench = await known();
  const listener = withSession(bench.sessions, async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const session = await bench.sessions.get(request);
    response.write('data: 1');
    session.set('name', 'Ann');
    await once(response, 'close');
    session.set('tags', ['left']);
  });
  const server = http2.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = http2.connect(`http://127.0.0.1:${port}`);
  const stream = client.request({ ':path': '/', cookie: bench.cookie });
  await once(stream, 'data');
  stream.close(http2.constants.NGHTTP2_CANCEL);
  while (!('tags' in (await bench.data()))) await new Promise(setImmediate);
  client.destroy();
  server.close();
  expect(await bench.data()).toEqual({ visits: 1, name: 'Ann', tags: ['left'] });
});
