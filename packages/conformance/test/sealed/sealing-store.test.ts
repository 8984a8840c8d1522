import { describe, it } from 'vitest';
import { testSessionStore } from '../../src/index.js';
import { plainSubject, revokingSubject } from './sealing-subject.js';

testSessionStore({ describe, it }, plainSubject);
testSessionStore({ describe, it }, revokingSubject());
