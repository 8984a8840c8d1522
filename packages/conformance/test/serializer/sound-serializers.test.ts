import { describe, it } from 'vitest';
import { testSerializer } from '../../src/index.js';
import { soundSubjects } from './sound-subjects.js';

for (const subject of soundSubjects) testSerializer({ describe, it }, subject, { effort: 'quick', seed: 1 });
