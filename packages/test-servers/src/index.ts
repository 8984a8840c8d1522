export { findProgram, type FoundProgram, type MissingProgram, type Say, type WantedProgram } from './find-program.js';
export { skip } from './skip.js';
