import { SessionError } from '../contract/errors.js';
import { readRequestFacts, type RequestFacts } from '../http/request-facts.js';

/** The request of a handshake: Node's or a fetch `Request`. For Socket.IO, `socket.request`. */
export type HandshakeRequest =
  | { readonly headers: { get(name: string): string | null }; readonly url: string }
  | { readonly headers: { readonly cookie?: string | undefined }; readonly socket: object };

/** A client may send a header named `get`. */
type Headers = Readonly<Record<string, string | string[]>> & {
  readonly get?: string | ((name: string) => string | null);
};

/**
 * Returns the cookies of a handshake, and what else is known about it.
 *
 * @param secure - Whether the browser used HTTPS. @defaultValue as the connection, or the URL of a fetch request
 */
export function readHandshake(
  request: HandshakeRequest,
  secure: boolean | undefined,
): { readonly cookieHeader: string | undefined; readonly facts: RequestFacts } {
  const { headers, url, socket } = requireRequest(request);
  const header = (name: string): string =>
    String((typeof headers.get === 'function' ? headers.get(name) : headers[name]) ?? '');
  const isEncrypted = socket ? Boolean(socket.encrypted) : url.startsWith('https:') || url.startsWith('wss:');
  return {
    cookieHeader: header('cookie') || undefined,
    facts: readRequestFacts({ method: 'GET', secure: secure ?? isEncrypted }, header),
  };
}

function requireRequest(request: unknown): { headers: Headers; url: string; socket?: { encrypted?: unknown } } {
  const known = request as { headers: Headers; url: string; socket?: { encrypted?: unknown } } | undefined;
  const { headers } = known ?? {};
  if (typeof headers === 'object' && (known!.socket ?? typeof headers.get === 'function')) return known!;
  throw new SessionError(
    'INVALID_ARGUMENT',
    "open: the first argument must be the request of the handshake: Node's, a fetch Request, or socket.request of Socket.IO.",
  );
}
