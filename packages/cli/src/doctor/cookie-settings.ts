import type { SetCookie } from '@sess/core';
import type { Finding } from './finding.js';

/** Says how the cookie is protected, from one that was made for HTTPS and one for plain http. */
export function cookieSettings(onHttps: SetCookie, onHttp: SetCookie): Finding {
  if (!onHttps.secure) {
    return {
      level: 'warning',
      code: 'COOKIE_NOT_SECURE',
      message: `The cookie ${onHttps.name} is sent without Secure, so anyone on the way can read it.`,
      remedy: "Leave out cookie.secure, or set it to 'auto'.",
    };
  }
  if (onHttp.secure) return { level: 'ok', code: 'COOKIE', message: `the cookie ${onHttps.name} is always Secure` };
  return {
    level: 'info',
    code: 'COOKIE_SECURE_AUTO',
    message:
      `The cookie is ${onHttps.name} on HTTPS, and ${onHttp.name} without Secure where the framework says that the ` +
      'request came by http. Behind a proxy that ends TLS, it says so unless it trusts the proxy.',
    remedy: "Behind a proxy: app.set('trust proxy', 1) in Express, trustProxy in Fastify; or cookie: { secure: true }.",
  };
}
