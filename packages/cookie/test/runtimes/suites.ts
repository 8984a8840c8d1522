import { type Report, type Runner, testSessionStore } from '@sess/conformance';
import { cookieSubject, revokingSubject } from '../cookie-subject.js';

// What differs between runtimes fails at once. The rare mistakes of the store itself are for its own conformance test.
const options = { effort: 'quick', sealedTokens: 500, modelRuns: 10 } as const;

/** Registers the laws that every runtime has to keep. Returns their reports, which are complete after the run. */
export function registerSuites(runner: Runner): readonly Report['laws'][] {
  return [
    testSessionStore(runner, cookieSubject('CookieSessionStore'), options).laws,
    testSessionStore(runner, revokingSubject('with everything', { maxCookies: 4, compress: true, padTo: 1 }), options)
      .laws,
  ];
}
