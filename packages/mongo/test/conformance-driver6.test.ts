import { drivers } from './drivers.js';
import { testConformance } from './test-conformance.js';

testConformance(drivers[1], 'text', { rounds: 0.3, sessionsOfOneOwner: 1001 });
