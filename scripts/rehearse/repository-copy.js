// A clone of this repository with the changes that are not committed yet, so that nothing moves here.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace-packages.js';
import { run } from './run-program.js';

/** @param {string} folder */
export async function copyRepository(folder) {
  await run(['git', 'clone', '--quiet', root, folder], { cwd: root });
  const git = (/** @type {string[]} */ ...parameters) =>
    execFileSync('git', parameters, { cwd: root, encoding: 'utf8' }).split('\0');
  const changed = [
    ...git('diff', '--name-only', '--no-renames', '-z', 'HEAD'),
    ...git('ls-files', '--others', '--exclude-standard', '-z'),
  ].filter((file) => file !== '');
  for (const file of changed) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
    else rmSync(join(folder, file), { force: true });
  }
  if (changed.length > 0) await commitAll(folder, 'What is not committed');
  return changed.length === 0 ? 'the last commit' : `the last commit and ${changed.length} changed files`;
}

/**
 * @param {string} folder
 * @param {string} subject
 */
export async function commitAll(folder, subject) {
  await run(['git', 'add', '--all'], { cwd: folder });
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  await run(['git', ...author, 'commit', '--quiet', '--no-verify', '-m', subject], { cwd: folder });
}
