import { testSessionStore } from '@sess/conformance';
import { describe, it } from 'vitest';
import { cookieSubject, revokingSubject } from './cookie-subject.js';

testSessionStore({ describe, it }, cookieSubject('CookieSessionStore'));
testSessionStore(
  { describe, it },
  revokingSubject('CookieSessionStore with revocations, four cookies and compression', {
    maxCookies: 4,
    compress: true,
    padTo: 1,
  }),
);
