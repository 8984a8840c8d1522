import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/**
 * A process and all that descend from it, the oldest first. PostgreSQL answers each client from a process of its own
 * that has left the group of its parent, so a signal to the group does not reach them.
 */
export function processTree(root: number): readonly number[] {
  const parents = parentsOfProcesses();
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

function parentsOfProcesses(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  if (process.platform === 'linux') {
    // Slim images have no `ps`.
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The second field is the program's name in parentheses, which may contain anything.
        parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      } catch {
        // It ended while it was looked at.
      }
    }
    return parents;
  }
  for (const line of spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid && parent) parents.set(pid, parent);
  }
  return parents;
}
