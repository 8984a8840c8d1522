import { drivers } from './drivers.js';
import { testConformance } from './test-conformance.js';

// The laws run in full with payloads as text.
testConformance(drivers[0], 'document', { effort: 'quick', sessionsOfOneOwner: 1001 });
