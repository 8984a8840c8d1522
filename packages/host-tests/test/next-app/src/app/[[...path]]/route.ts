import { Readable } from 'node:stream';
import { route } from '../../lib/tools';
import { sessions, stage } from '../../lib/stage';

const handler = route(async (request: Request) => {
  const { method } = request;
  const url = new URL(request.url);
  const session = () => sessions.get(request);
  if (url.pathname === '/visits') {
    const visited = await session();
    const visits = visited.update('visits', 0, (before) => Number(before) + 1) as number;
    return new Response(`Visit ${visits}`);
  }
  const { status = 200, headers = {}, body } = await stage().page!({ method, url, session });
  const streamed = typeof body === 'object' ? (Readable.toWeb(Readable.from(encoded(body))) as ReadableStream) : body;
  return new Response(method === 'HEAD' || streamed === undefined ? null : streamed, { status, headers });
});

async function* encoded(body: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of body) yield encoder.encode(piece);
}

export {
  handler as GET,
  handler as HEAD,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
  handler as DELETE,
};
