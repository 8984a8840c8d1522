import { drivers } from './drivers.js';
import { testConformance } from './test-conformance.js';

testConformance(drivers[0], 'text');
