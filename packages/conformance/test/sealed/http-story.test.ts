import { describe, it } from 'vitest';
import { fetchMiddleware, nodeMiddleware, testHttpStory } from '../../src/index.js';
import { expressMiddlewares } from '../express-middleware.js';
import { plainSubject, revokingSubject } from './sealing-subject.js';

for (const middleware of [fetchMiddleware, nodeMiddleware, ...expressMiddlewares]) {
  testHttpStory({ describe, it }, plainSubject, middleware);
  testHttpStory({ describe, it }, revokingSubject(), middleware);
}
