import type { SessionEventName, SessionEvents } from './session-events.js';

/** What the process is told, once, when nobody listens to an event that says a setting is wrong. */
export interface EventWarning {
  /** For `node --disable-warning`. */
  readonly code: string;
  readonly text: string;
}

/** `undefined` for events that tell of no wrong setting. */
export function warningOf<Name extends SessionEventName>(
  name: Name,
  event: SessionEvents[Name],
): EventWarning | undefined {
  if (name === 'insecure') {
    const { setting } = event as SessionEvents['insecure'];
    return {
      code: 'SESS_INSECURE',
      text:
        'The browser seems to have come by HTTPS, but nothing says that the proxy in between can be trusted, so the session ' +
        `cookie goes out without Secure. The setting to change: ${setting}. Who listens to the event "insecure" gets no warning.`,
    };
  }
  return undefined;
}
