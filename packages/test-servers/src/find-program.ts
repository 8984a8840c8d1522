import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { installDebianPackage } from './debian-package.js';
import { type Say, sayAloud } from './say.js';

/** A program that tests need, and where to look for it. */
export interface WantedProgram {
  /** Its usual name, for messages. */
  readonly name: string;
  /** Its path, if that is known already. Then it is not looked for. */
  readonly path?: string;
  /** Its file names, the preferred one first. */
  readonly names: readonly string[];
  /**
   * Folders to search after those of `PATH`. A segment `*` matches any name, the highest version first.
   *
   * @defaultValue those where people install programs by themselves
   */
  readonly folders?: readonly string[];
  /** The Debian package that contains it, if there is one. */
  readonly debianPackage?: string;
  /** The environment variable for the path of another program. */
  readonly environmentVariable?: string;
}

export interface FoundProgram {
  readonly path: string;
}

export interface MissingProgram {
  readonly path: undefined;
  /** Why it is missing and how to get it, for a message. */
  readonly reason: string;
}

const usualFolders = ['/usr/local/bin', '/opt/homebrew/bin'];

/**
 * Finds a program: the one that the environment variable names, else one on the machine, else one that the system's
 * package manager can install without a password. A program that is nowhere is a result, not an exception: see `skip`.
 *
 * @throws Error when the environment variable names a file that is not executable.
 */
export async function findProgram(wanted: WantedProgram, say: Say = sayAloud): Promise<FoundProgram | MissingProgram> {
  const { name, names, folders = usualFolders, debianPackage, environmentVariable } = wanted;
  if (wanted.path !== undefined) return { path: wanted.path };
  const chosen = environmentVariable && process.env[environmentVariable];
  if (chosen) {
    const path = isAbsolute(chosen) ? chosen : locate([chosen], []);
    if (path && isExecutable(path)) return { path };
    throw new Error(`${environmentVariable}=${chosen} is not a program that can be run`);
  }

  const present = locate(names, folders);
  if (present) return { path: present };
  const why = debianPackage ? await installDebianPackage(debianPackage, name, say) : 'no system package contains it';
  const installed = locate(names, folders);
  if (installed) return { path: installed };

  const ways = [
    ...(debianPackage ? [`install the package "${debianPackage}"`] : []),
    ...(environmentVariable ? [`set ${environmentVariable} to its path`] : []),
  ];
  const missing = `${name} is not on this machine (looked for ${names.join(', ')}) and ${why}`;
  return { path: undefined, reason: `${missing}. To get it: ${ways.join(', or ')}` };
}

function locate(names: readonly string[], folders: readonly string[]): string | undefined {
  const searched = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...folders.flatMap(expand)];
  for (const name of names) {
    const path = searched.map((folder) => join(folder, name)).find(isExecutable);
    if (path) return path;
  }
  return undefined;
}

function expand(folder: string): readonly string[] {
  const [before, ...after] = folder.split('*');
  if (after.length === 0) return [folder];
  let versions: string[];
  try {
    versions = readdirSync(before!);
  } catch {
    return [];
  }
  // Compared as numbers, so that 15 comes before 9.6.
  versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return versions.flatMap((version) => expand(before + version + after.join('*')));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
