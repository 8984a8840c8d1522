import { createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import type { Site } from '@sess/conformance';
import { type Channel, type router, trpcPath } from './channels.js';
import { type Plan, Scene } from './streaming-scene.js';
import type { Way } from './ways.js';

/** Who makes the request: somebody without a session, or somebody with one. */
export interface Visitor {
  readonly hasSession?: boolean;
  /** The client leaves once it has read the first part. What the handler does follows. */
  readonly leaves?: boolean;
}

/** What became of a request, compared between Node and fetch. */
export interface Outcome {
  readonly status: number;
  readonly setsCookie: boolean;
  readonly body: 'complete' | 'broken' | 'left';
  /** What the handler's calls threw, as codes. */
  readonly thrown: readonly unknown[];
  readonly stored: unknown;
  /** The events about changes that were not stored. */
  readonly events: readonly string[];
}

/** The parts of a body, as the client reads them. */
interface Reading {
  readonly first: Promise<unknown>;
  readonly rest: Promise<unknown>;
}

export async function visit(channel: Channel, way: Way, visitor: Plan & Visitor): Promise<Outcome> {
  const scene = new Scene(visitor);
  const site = await way(scene, channel);
  const cookie = visitor.hasSession ? await scene.begin() : undefined;
  const leaving = new AbortController();
  let head: Response | undefined;
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookie !== undefined) headers.set('cookie', cookie);
    head = await site.send(path, { ...init, headers, signal: leaving.signal });
    return head;
  };
  try {
    const { first, rest } = channel.path === trpcPath ? readCalls(send) : readText(send, channel.path);
    let body: Outcome['body'] = 'complete';
    const read = rest.catch(() => {
      body = 'broken';
    });
    const hasBegun = await first.then(
      () => true,
      () => false,
    );
    if (hasBegun && visitor.leaves) {
      leaving.abort();
      await scene.closed.passed;
    }
    scene.begun.open();
    await read;
    if (hasBegun) await scene.done.passed;
    await scene.closed.passed;
    await settled(site);
    const own = head?.headers.getSetCookie()[0]?.split(';')[0];
    return {
      status: head?.status ?? 0,
      setsCookie: own !== undefined,
      body: visitor.leaves ? 'left' : body,
      thrown: scene.thrown,
      stored: await scene.stored(own ?? cookie),
      events: scene.events,
    };
  } finally {
    await site.close();
  }
}

type Send = (path: string, init?: RequestInit) => Promise<Response>;

function readText(send: Send, path: string): Reading {
  const reader = send(path).then((response) => {
    if (!response.ok) throw new Error(`${response.status}`);
    return response.body!.pipeThrough(new TextDecoderStream()).getReader();
  });
  const readUntil = async (wanted: string): Promise<void> => {
    for (let text = ''; !text.includes(wanted);) {
      const { done, value } = await (await reader).read();
      if (done) throw new Error(`The body has ended without "${wanted}".`);
      text += value;
    }
  };
  const first = readUntil('first');
  const rest = first.then(async () => {
    await readUntil('last');
    while (!(await (await reader).read()).done);
  });
  return { first, rest };
}

function readCalls(send: Send): Reading {
  const fetch = (url: unknown, init: unknown) => {
    const { pathname, search } = new URL(url as string);
    return send(pathname + search, init as RequestInit);
  };
  const client = createTRPCClient<typeof router>({
    links: [httpBatchStreamLink({ url: `http://127.0.0.1${trpcPath}`, fetch })],
  });
  return { first: client.first.query(), rest: client.last.query() };
}

/** Makes one more request, so that everything that was begun has run. */
async function settled(site: Site): Promise<void> {
  await site.send('/settled').then((response) => response.body?.cancel());
}
