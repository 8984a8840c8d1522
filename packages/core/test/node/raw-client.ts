import { connect, type Socket } from 'node:net';

/** One response as it was received, with its chunks joined. */
export interface WireResponse {
  readonly statusLine: string;
  /** In the order and the case in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly trailers: string;
  /** What ends the body. */
  readonly framing: 'chunked' | 'length' | 'none' | 'close';
  /** Whether all of it came. */
  readonly complete: boolean;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly version?: '1.0' | '1.1';
  readonly headers?: Readonly<Record<string, string>>;
}

export function requestText({ method = 'GET', path = '/', version = '1.1', headers = {} }: RawRequest): string {
  const lines = Object.entries({ Host: 'shop.example', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`;
}

/** Sends the requests in one piece over one connection, and reads until the server closes it. */
export async function exchange(port: number, requests: readonly RawRequest[]): Promise<WireResponse[]> {
  const last = requests.length - 1;
  const closing = requests.map((request, index) =>
    index === last ? { ...request, headers: { Connection: 'close', ...request.headers } } : request,
  );
  const bytes = await readAll(connect(port, '127.0.0.1'), closing.map(requestText).join(''));
  return parseResponses(
    bytes,
    requests.map(({ method = 'GET' }) => method),
  );
}

function readAll(socket: Socket, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(
          `The response did not end within 30 s. So far: ${Buffer.concat(parts).toString('latin1').slice(0, 500)}`,
        ),
      );
    }, 30_000);
    const done = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts));
    };
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', done);
    socket.on('close', done);
    socket.write(text);
  });
}

/** Parses all responses. Interim responses are items of their own. */
export function parseResponses(bytes: Buffer, methods: readonly string[]): WireResponse[] {
  const responses: WireResponse[] = [];
  const waiting = [...methods];
  let rest = bytes;
  while (rest.length) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) {
      responses.push({
        statusLine: rest.toString('latin1'),
        headers: [],
        body: rest,
        trailers: '',
        framing: 'none',
        complete: false,
      });
      break;
    }
    const [statusLine = '', ...lines] = rest.toString('latin1', 0, headEnd).split('\r\n');
    const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
    rest = rest.subarray(headEnd + 4);
    const status = Number(statusLine.split(' ')[1]);
    const method = status < 200 ? 'interim' : waiting.shift();
    const bodiless = status < 200 || status === 204 || status === 304 || method === 'HEAD';
    const body = bodiless ? noBody(rest) : readBody(rest, headers);
    rest = body.rest;
    responses.push({ statusLine, headers, ...body.read });
  }
  return responses;
}

interface ReadBody {
  readonly read: Pick<WireResponse, 'body' | 'trailers' | 'framing' | 'complete'>;
  readonly rest: Buffer;
}

function noBody(rest: Buffer): ReadBody {
  return { read: { body: Buffer.alloc(0), trailers: '', framing: 'none', complete: true }, rest };
}

function readBody(bytes: Buffer, headers: WireResponse['headers']): ReadBody {
  const valueOf = (wanted: string): string | undefined => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (/chunked/i.test(valueOf('transfer-encoding') ?? '')) return readChunks(bytes);
  const length = valueOf('content-length');
  const size = length === undefined ? bytes.length : Number(length);
  const body = bytes.subarray(0, size);
  const framing = length === undefined ? 'close' : 'length';
  return { read: { body, trailers: '', framing, complete: body.length === size }, rest: bytes.subarray(size) };
}

function readChunks(bytes: Buffer): ReadBody {
  const parts: Buffer[] = [];
  let rest = bytes;
  const result = (complete: boolean, trailers: string): ReadBody => ({
    read: { body: Buffer.concat(parts), trailers, framing: 'chunked', complete },
    rest,
  });
  for (;;) {
    const lineEnd = rest.indexOf('\r\n');
    const size = lineEnd < 0 ? NaN : parseInt(rest.toString('latin1', 0, lineEnd), 16);
    if (Number.isNaN(size) || rest.length < lineEnd + 2 + size) {
      rest = Buffer.alloc(0);
      return result(false, '');
    }
    rest = rest.subarray(lineEnd + 2);
    if (size === 0) {
      const end = rest.indexOf('\r\n') === 0 ? 0 : rest.indexOf('\r\n\r\n') + 2;
      const trailers = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 2);
      return result(true, trailers);
    }
    parts.push(rest.subarray(0, size));
    rest = rest.subarray(size + 2);
  }
}
