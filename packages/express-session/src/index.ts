export { session, type ExpressSession } from './session.js';
export type { SessionOptions } from './options.js';
export { Cookie, type CookieData, type CookieOptions } from './cookie.js';
export { Session } from './session-object/session-class.js';
