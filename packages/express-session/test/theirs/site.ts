import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest, createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Middleware, SessionRequest } from './library.js';

export type Handler = (request: SessionRequest, response: ServerResponse) => unknown;

export interface Visit {
  readonly method?: string;
  readonly path?: string;
  /** The cookie of an earlier reply, or a header as it is. */
  readonly cookie?: Reply | string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A `Set-Cookie` header. The names of its attributes are in lower case; one without a value is `true`. */
interface SentCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: Readonly<Record<string, string | true>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly cookies: readonly SentCookie[];
}

/** A server on this machine. */
export class Site {
  readonly errors: Error[] = [];
  readonly #server: Server;
  readonly #isSecure: boolean;

  constructor(listener: (request: SessionRequest, response: ServerResponse) => void, isSecure = false) {
    const plain = listener as unknown as Parameters<typeof createServer>[1];
    this.#isSecure = isSecure;
    this.#server = isSecure ? createSecureServer(sharedSecretOptions, plain) : createServer(plain);
  }

  async open(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Returns the errors that the middleware has passed on, which express-session does in the next turn. */
  async passedOn(): Promise<readonly Error[]> {
    await nextTurn();
    return this.errors;
  }

  async visit({ method = 'GET', path = '/', cookie, headers = {} }: Visit = {}): Promise<Reply> {
    const cookieHeader = typeof cookie === 'object' ? cookieOf(cookie) : cookie;
    const { port } = this.#server.address() as AddressInfo;
    const options = {
      ...(this.#isSecure ? sharedSecretOptions : {}),
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false as const,
      headers: { ...headers, ...(cookieHeader === undefined ? {} : { cookie: cookieHeader }) },
    };
    const request = (this.#isSecure ? httpsRequest : httpRequest)(options).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return {
      status: response.statusCode!,
      headers: response.headers,
      text: await text(response),
      cookies: (response.headers['set-cookie'] ?? []).map(parseSetCookie),
    };
  }
}

/** Serves a session's middleware and what comes after it, as an application without a framework would. */
export function listenerOf(
  middleware: Middleware,
  handler: Handler,
  errors: () => Error[],
  prepare?: Handler,
): (request: SessionRequest, response: ServerResponse) => void {
  return (request, response) => {
    void prepare?.(request, response);
    middleware(request, response, (error?: unknown) => {
      if (error === undefined || error === null) {
        void handler(request, response);
        return;
      }
      const failure = error as Error & { status?: number };
      errors().push(failure);
      if (response.headersSent) return;
      response.statusCode = failure.status ?? 500;
      response.end(failure.message);
    });
  };
}

/** The `Cookie` header that a browser would send after this reply. */
function cookieOf(reply: Reply): string {
  return reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The key in the signed cookie of a session. */
export function keyOf(reply: Reply): string {
  const value = decodeURIComponent(reply.cookies[0]!.value);
  return value.slice('s:'.length, value.lastIndexOf('.'));
}

function parseSetCookie(header: string): SentCookie {
  const [pair, ...attributes] = header.split(';').map((part): readonly [string, string | undefined] => {
    const equals = part.indexOf('=');
    return equals < 0 ? [part.trim(), undefined] : [part.slice(0, equals).trim(), part.slice(equals + 1)];
  });
  const [name, value = ''] = pair!;
  return {
    name,
    value,
    attributes: Object.fromEntries(attributes.map(([key, content]) => [key.toLowerCase(), content ?? true])),
  };
}

/** TLS between two ends that share a secret needs no certificate, which Node could not make. */
const sharedSecretOptions = {
  ciphers: 'PSK-AES128-GCM-SHA256',
  maxVersion: 'TLSv1.2' as const,
  pskIdentityHint: 'test',
  pskCallback: (() => ({ psk: Buffer.alloc(16, 1), identity: 'test' })) as never,
  checkServerIdentity: () => undefined,
};
