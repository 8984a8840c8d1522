import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { installDebianPackage } from './debian-package.js';
import { type Say, sayAloud } from './say.js';

/** A program that tests need, and where to look for it. */
export interface WantedProgram {
  /** Its usual name, for messages. */
  readonly name: string;
  /** Its file names, the preferred one first. */
  readonly names: readonly string[];
  /** Folders to search after those of `PATH`. A segment `*` matches any name, the highest version first. */
  readonly folders?: readonly string[];
  /** The Debian package that contains it, if there is one. */
  readonly debianPackage?: string;
  /** The environment variable for the path of another program. */
  readonly environmentVariable?: string;
}

export interface FoundProgram {
  readonly path: string;
  /** Where it was found. */
  readonly source: 'environment' | 'machine' | 'package manager';
}

export interface MissingProgram {
  readonly path: undefined;
  /** Why it is missing and how to get it, for a message. */
  readonly reason: string;
}

/**
 * Finds a program: the one that the environment variable names, else one on the machine, else one that the system's
 * package manager can install without a password. A program that is nowhere is a result, not an exception: see `skip`.
 *
 * @throws Error when the environment variable names a file that is not executable.
 */
export async function findProgram(wanted: WantedProgram, say: Say = sayAloud): Promise<FoundProgram | MissingProgram> {
  const chosen = wanted.environmentVariable && process.env[wanted.environmentVariable];
  if (chosen) {
    const path = isAbsolute(chosen) ? chosen : locate([chosen], []);
    if (path && isExecutable(path)) return { path, source: 'environment' };
    throw new Error(`${wanted.environmentVariable}=${chosen} is not a program that can be run`);
  }

  const present = locate(wanted.names, wanted.folders ?? []);
  if (present) return { path: present, source: 'machine' };

  const { debianPackage } = wanted;
  const installation =
    debianPackage === undefined
      ? 'no system package contains it'
      : await installDebianPackage(debianPackage, wanted.name, say);
  const installed = locate(wanted.names, wanted.folders ?? []);
  if (installed) return { path: installed, source: 'package manager' };

  const ways = [
    ...(debianPackage === undefined ? [] : [`install the package "${debianPackage}"`]),
    ...(wanted.environmentVariable ? [`set ${wanted.environmentVariable} to its path`] : []),
  ];
  const reason =
    `${wanted.name} is not on this machine (looked for ${wanted.names.join(', ')}) and ${installation}. ` +
    `To get it: ${ways.join(', or ')}`;
  return { path: undefined, reason };
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
