import { fetchMiddleware, nodeMiddleware, testHttpStory } from '@sess/conformance';
import { describe, it } from 'vitest';
import { cookieSubject, revokingSubject } from './cookie-subject.js';

for (const middleware of [fetchMiddleware, nodeMiddleware]) {
  testHttpStory({ describe, it }, cookieSubject('CookieSessionStore'), middleware);
  testHttpStory({ describe, it }, revokingSubject('CookieSessionStore with revocations'), middleware);
}
