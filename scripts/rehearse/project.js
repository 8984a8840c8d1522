// A user's project: an empty folder outside this repository, which installs from the local registry.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publicPackages } from '../workspace-packages.js';
import { run } from './run-program.js';

/** Where a project installs from. @typedef {{ url: string, folder: string }} Source */

export class Project {
  /**
   * @param {string} name
   * @param {Source} source
   * @param {Record<string, unknown>} [manifest]
   */
  constructor(name, source, manifest = { type: 'module' }) {
    this.folder = join(source.folder, 'projects', name);
    this.env = {
      npm_config_registry: source.url,
      // Not the user's, which would fill up with the addresses of registries that are gone.
      npm_config_cache: join(source.folder, 'npm-cache'),
    };
    mkdirSync(this.folder, { recursive: true });
    this.write('package.json', JSON.stringify({ private: true, ...manifest }));
  }

  /** @param {string} file @param {string} text */
  write(file, text) {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** @param {string} file */
  read(file) {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** @param {readonly string[]} command @param {Record<string, string>} [env] */
  run(command, env = {}) {
    return run(command, { cwd: this.folder, env: { ...this.env, ...env } });
  }

  /** @param {string[]} parameters of `npm install` */
  install(...parameters) {
    return this.run(['npm', 'install', '--no-progress', ...parameters]);
  }

  /** Returns the versions that are installed of packages of @sess. */
  installed() {
    const lines = publicPackages().flatMap(({ manifest: { name } }) => {
      try {
        const { version } = /** @type {{ version: string }} */ (
          JSON.parse(this.read(`node_modules/${name}/package.json`))
        );
        return [`${name} ${version}`];
      } catch {
        return [];
      }
    });
    return lines.join(', ');
  }
}

/**
 * Returns the drivers of a package in the versions that its tests run with, as arguments of `npm install`.
 *
 * @param {import('../workspace-packages.js').Manifest} manifest
 */
export function driversOf({ peerDependencies = {}, devDependencies = {} }) {
  return Object.keys(peerDependencies)
    .filter((peer) => !peer.startsWith('@sess/'))
    .map((peer) => `${peer}@${devDependencies[peer] ?? 'latest'}`);
}
