import { once } from 'node:events';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { withSession } from '../../src/node/index.js';
import { visitorFixture } from './visitor-fixture.js';

it('a change is stored after the client has reset its http2 stream', async () => {
  const fixture = await visitorFixture();
  const listener = withSession(fixture.sessions, async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const session = await fixture.sessions.get(request);
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
  const stream = client.request({ ':path': '/', cookie: fixture.cookie });
  await once(stream, 'data');
  stream.close(http2.constants.NGHTTP2_CANCEL);
  while (!('tags' in (await fixture.data()))) await new Promise(setImmediate);
  client.destroy();
  server.close();
  expect(await fixture.data()).toEqual({ visits: 1, name: 'Ann', tags: ['left'] });
});
