import { describe, it } from 'vitest';
import { testSessionStore } from '../src/index.js';
import { memorySubject } from './memory-subject.js';

testSessionStore({ describe, it }, memorySubject());
