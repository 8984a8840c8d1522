import { describe, it } from 'vitest';
import { testSerializer } from '../../src/index.js';
import { jsonSubject, tableSubject } from './sound-subjects.js';

for (const subject of [jsonSubject, tableSubject]) testSerializer({ describe, it }, subject);
