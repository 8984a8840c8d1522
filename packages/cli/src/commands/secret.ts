import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { CommandEnds } from './session-command.js';

const rotation = `
Keep it where the application reads its secrets, and nowhere else. To replace it later, so that nobody is signed out,
deploy three times:

  1. keys: [{ name: 'old', secret: OLD }, { name: 'new', secret: NEW, next: true }]   every process learns the new key
  2. keys: [{ name: 'new', secret: NEW }, { name: 'old', secret: OLD }]               it seals; the old one still opens
  3. keys: [{ name: 'new', secret: NEW }]                                             after the longest timeout

If the old key has leaked, go to 3 at once: its sessions end. Each key has a name of its own, such as the month.
`;

/** Adds `sess secret`. */
export function addSecret(program: Command, { host }: CommandEnds): void {
  program
    .command('secret')
    .description('make a key for the cookie store, @sess/cookie')
    .addHelpText('after', rotation)
    .action(() => {
      host.stdout.write(`${randomBytes(32).toString('base64url')}\n`);
      // Only for a person: `$(npx sess secret)` has none to read it.
      if (host.stdout.isTTY) host.stderr.write(rotation);
    });
}
