import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Where a server's process id stands for its keeper. */
export const pidFileOf = (folder: string): string => join(folder, 'keeper.pid');

// Blocked on its input, which closes when the process that holds the other end dies, by whatever. A frozen server has to
// be thawed to see a signal; six seconds, because PostgreSQL gives its own processes five.
export const keeperScript = `
cat > /dev/null
pid=$(cat "$1/keeper.pid" 2> /dev/null)
if [ -n "$pid" ]; then
  kill -QUIT "$pid"; kill -CONT "$pid"
  for second in 1 2 3 4 5 6; do kill -0 "$pid" || break; sleep 1; done
  kill -KILL "$pid"
fi 2> /dev/null
rm -rf "$1"
`;

/**
 * Sees to it that a server ends and its folder goes even when the tests are killed: a small shell in a session of its
 * own, which no Ctrl-C reaches, waits for the end of this process.
 *
 * @returns what dismisses the keeper, once there is nothing left to keep.
 */
export function setKeeper(folder: string): () => void {
  const keeper = spawn('/bin/sh', ['-c', keeperScript, 'sess-keeper', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.on('error', () => undefined);
  keeper.stdin.on('error', () => undefined);
  keeper.unref();
  return () => void keeper.kill('SIGKILL');
}
