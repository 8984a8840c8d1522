export type { NextCookie, NextCookies, NextFunctions, NextHeaders } from './next-functions.js';
export { nextSession, type NextSession, type ProxyResponse } from './next-session.js';
