import { type Report, type Runner, testSessionStore } from '@sess/conformance';
import { cookieSubject, revokingSubject } from '../cookie-subject.js';

/** The laws that every runtime is held to, and what becomes of them when the runner has run. */
export function registerSuites(runner: Runner): readonly Report['laws'][] {
  return [
    testSessionStore(runner, cookieSubject('CookieSessionStore')).laws,
    testSessionStore(runner, revokingSubject('with everything', { maxCookies: 4, compress: true, padTo: 1 })).laws,
  ];
}
