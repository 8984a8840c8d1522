export type { Host } from './host.js';
export { runCommand } from './run-command.js';
