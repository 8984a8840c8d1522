import { databases } from './backends/each-backend.js';
import { testConformance } from './test-conformance.js';

testConformance(databases.mariadb);
