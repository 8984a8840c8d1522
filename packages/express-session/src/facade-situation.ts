import type { CookieSettings } from './cookie-settings.js';
import type { IncomingRequest } from './incoming-request.js';
import type { ResponseCookies } from './response-cookies.js';
import type { Settings } from './settings.js';

/** What one request depends on. */
export interface FacadeSituation {
  readonly request: IncomingRequest;
  readonly settings: Settings;
  readonly cookies: CookieSettings;
  readonly responseCookies: ResponseCookies;
  /** What core gets in place of the request's `Cookie` header. */
  readonly cookieHeader: string | undefined;
  /** Makes the request a visit, although nothing may have used its session. */
  readonly visit: () => void;
  /** Passes an error to the error handlers of the application, and returns `true`. */
  readonly respondWith: (error: unknown) => true;
}
