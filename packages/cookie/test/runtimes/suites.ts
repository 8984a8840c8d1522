import { type Report, type Runner, testSessionStore } from '@sess/conformance';
import { cookieSubject, revokingSubject } from '../cookie-subject.js';

/** Registers the laws that every runtime has to keep. Returns their reports, which are complete after the run. */
export function registerSuites(runner: Runner): readonly Report['laws'][] {
  return [
    testSessionStore(runner, cookieSubject('CookieSessionStore')).laws,
    testSessionStore(runner, revokingSubject('with everything', { maxCookies: 4, compress: true, padTo: 1 })).laws,
  ];
}
