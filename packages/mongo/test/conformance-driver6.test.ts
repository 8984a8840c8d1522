import { drivers } from './drivers.js';
import { holdToTheLaws } from './hold-to-the-laws.js';

holdToTheLaws(drivers[1], 'text', { rounds: 0.3, sessionsOfOneOwner: 1001 });
