import type { RequestHandler } from 'express';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests for any host but this machine's own names with the shop's port, and those in `others`.
 *
 * A page of another site can let its name lead to 127.0.0.1 (DNS rebinding). Then the browser takes the shop for that site: it sends
 * `Sec-Fetch-Site: same-origin`, and shows the page all of it. Only the `Host` header tells.
 *
 * @param others - As browsers send them: in lower case, with the port where it is not the scheme's own.
 */
export function knownHostsOnly(others: readonly string[] = []): RequestHandler {
  return (request, response, next) => {
    const host = request.headers.host?.toLowerCase() ?? '';
    const port = request.socket.localPort;
    if (
      others.includes(host) ||
      loopback.some((name) => host === `${name}:${port}` || (port === 80 && host === name))
    ) {
      return next();
    }
    response
      .status(421)
      .type('text/plain')
      .send(
        `The shop answers to http://127.0.0.1:${port}. For other hosts, name them when you start it: SESS_HOSTS=shop.example\n`,
      );
  };
}
