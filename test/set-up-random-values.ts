import fc from 'fast-check';
import { runs, seed } from './runs.js';

// The defaults of fast-check: a random seed, and a hundred runs.
fc.configureGlobal({ seed, numRuns: runs(100) });
