import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/**
 * Returns a process and its descendants, parents first. PostgreSQL serves each client in a process that has left its
 * parent's group, so a signal to the group would not reach it.
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
        // The process has ended meanwhile.
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
