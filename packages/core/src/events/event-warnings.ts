import { hasPrefix } from '../cookie/set-cookie.js';
import type { SessionEventName, SessionEvents } from './session-events.js';

/** A warning of the process, emitted once if an event that reports a wrong setting has no listener. */
export interface EventWarning {
  /** For `node --disable-warning`. */
  readonly code: string;
  readonly text: string;
}

/** Returns `undefined` for events that do not report a wrong setting. */
export function warningOf<Name extends SessionEventName>(
  name: Name,
  event: SessionEvents[Name],
): EventWarning | undefined {
  if (name === 'insecure') {
    const { setting } = event as SessionEvents['insecure'];
    return { code: 'SESS_INSECURE', text: insecure(setting) };
  }
  const { reason, cookie = '' } = name === 'rejected-key' ? (event as SessionEvents['rejected-key']) : {};
  if (reason === 'duplicate') return { code: 'SESS_DUPLICATE_COOKIE', text: duplicate(cookie) };
  if (reason === 'other-scheme') {
    return { code: 'SESS_OTHER_SCHEME', text: hasPrefix(cookie) ? takenForHttp(cookie) : takenForHttps(cookie) };
  }
  return undefined;
}

const insecure = (setting: string): string =>
  'A header says that the browser came by HTTPS, but no setting says that the proxy which sent it can be trusted. So the ' +
  `session cookie is sent without Secure. Change this setting: ${setting}. To handle this yourself, listen to "insecure".`;

const duplicate = (cookie: string): string =>
  `Several cookies named ${cookie} came with one request: one was left at another path or domain. If more than one of them ` +
  'identifies a session, the visitor is a guest until the next sign-in. If the cookie had another path or domain under ' +
  'earlier options, name them in cookie.former: the next cookie that is set removes it. Else choose another cookie.name.';

const takenForHttp = (cookie: string): string =>
  `The cookie ${cookie} came with a request that counts as plain http, where it is not read. Browsers send it by HTTPS only. ` +
  'Pass { secure: true } to sessions.open, sessions.read and sockets.open; tell the middleware which proxy to trust (trust proxy, isSecure).';

const takenForHttps = (cookie: string): string =>
  `The cookie ${cookie} came with a request that counts as HTTPS, where its name is __Host-${cookie} or __Secure-${cookie}. ` +
  'If it came by plain http, pass { secure: false } to sessions.open and sessions.read, which assume HTTPS. If the ' +
  `site has moved to HTTPS, or trust proxy is new, cookie.former: [{ name: '${cookie}', readUntil }] keeps visitors signed in.`;
