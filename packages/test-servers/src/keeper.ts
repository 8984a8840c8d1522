import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Returns the file in which the keeper finds its server's process id. */
export const pidFileOf = (folder: string): string => join(folder, 'keeper.pid');

// It waits for the end of its input, which closes when the process at the other end dies, even by SIGKILL. A frozen
// server has to be resumed before it sees a signal. Six seconds, because PostgreSQL gives its own processes five.
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
 * Starts a keeper: a shell that waits for the end of this process, and then ends the server and removes its folder. So
 * both are gone even when the tests are killed. The shell has its own process session, so Ctrl-C does not reach it.
 *
 * @returns a function that dismisses the keeper, for when the server was stopped in order.
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
