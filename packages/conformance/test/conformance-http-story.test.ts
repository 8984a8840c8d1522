import { describe, it } from 'vitest';
import { fetchMiddleware, nodeMiddleware, testHttpStory } from '../src/index.js';
import { expressMiddlewares } from './express-middleware.js';
import { memorySubject } from './memory-subject.js';

for (const middleware of [fetchMiddleware, nodeMiddleware, ...expressMiddlewares]) {
  testHttpStory({ describe, it }, memorySubject(), middleware);
}
