import { drivers } from './drivers.js';
import { testConformance } from './test-conformance.js';

// The laws run in full through driver 7.
testConformance(drivers[1], 'text', { effort: 'quick', sessionsOfOneOwner: 1001 });
