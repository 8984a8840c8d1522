import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { processTree } from './process-tree.js';

it('lists a process and its descendants', () => {
  expect(processTree(process.ppid)).toContain(process.pid);
  expect(existsSync('/proc') ? processTree(process.pid)[0] : process.pid).toBe(process.pid);
});
