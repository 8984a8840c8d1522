import { drivers } from './drivers.js';
import { testConformance } from './test-conformance.js';

testConformance(drivers[0], 'document', { rounds: 0.3, sessionsOfOneOwner: 1001 });
