import type { ChildProcess } from 'node:child_process';

/** Returns the next message of a process. @throws Error when it exits without sending one */
export function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`The process of ${name} ended with exit code ${code} before it replied.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
