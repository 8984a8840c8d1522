import { holdToTheLaws } from './hold-to-the-laws.js';

holdToTheLaws('SQLite');
