import { databases } from './backends/each-backend.js';
import { holdToTheLaws } from './hold-to-the-laws.js';

holdToTheLaws(databases.mariadb);
