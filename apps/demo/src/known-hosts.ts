import type { RequestHandler } from 'express';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests unless their host is this machine, with the shop's port, or one of `others`.
 *
 * Another site can resolve its name to 127.0.0.1 (DNS rebinding). Its pages then have the same origin as the shop for
 * the browser, which sends `Sec-Fetch-Site: same-origin` and lets them read everything. Only the `Host` header shows
 * it.
 *
 * @param others - As browsers send them: in lower case, with the port unless it is the default of the scheme.
 */
export function knownHostsOnly(others: readonly string[] = []): RequestHandler {
  return (request, response, next) => {
    const host = request.headers.host?.toLowerCase() ?? '';
    const port = request.socket.localPort;
    const isLoopback = loopback.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
    if (isLoopback || others.includes(host)) return next();
    const accepted = `The shop accepts requests for http://127.0.0.1:${port}.`;
    const text = `${accepted} To add a host, start it with SESS_HOSTS=shop.example\n`;
    response.status(421).type('text/plain').send(text);
  };
}
