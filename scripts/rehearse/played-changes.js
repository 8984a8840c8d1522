// A copy of the manifests in which changesets moves versions, so that nothing moves here.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';
import { publicPackages, readJson, repositoryFiles, root } from '../workspace-packages.js';

const run = promisify(execFile);
const binaries = join(root, 'node_modules/.bin');
let count = 0;

/** A copy of this repository's manifests, in which changes move versions. */
export class Play {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * @param {string} parent a folder for the copy
   * @param {string} [version] of all packages, which then has no changesets; by default, as it is here
   */
  static async begin(parent, version) {
    const play = new Play(mkdtempSync(join(parent, 'play-')));
    const isNeeded = /(?:^|\/)package(?:\.template)?\.json$|^pnpm-workspace\.yaml$|^scripts\/[^/]*\.js$|^\.changeset\//;
    for (const file of repositoryFiles().filter((path) => isNeeded.test(path))) {
      const isWaiting = file.startsWith('.changeset/') && file.endsWith('.md');
      if (version !== undefined && isWaiting) continue;
      mkdirSync(dirname(join(play.folder, file)), { recursive: true });
      cpSync(join(root, file), join(play.folder, file));
    }
    if (version !== undefined) {
      for (const { path } of publicPackages()) {
        const file = join(play.folder, path, 'package.json');
        const text = readFileSync(file, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`);
        writeFileSync(file, text.replaceAll('workspace:0.x', `workspace:${semver.major(version)}.x`));
      }
    }
    symlinkSync(join(root, 'node_modules'), join(play.folder, 'node_modules'));
    writeFileSync(join(play.folder, '.gitignore'), 'node_modules\n');
    await play.#git('init', '--quiet', '--initial-branch=main');
    await play.commit();
    return play;
  }

  async commit() {
    await this.#git('add', '.');
    await this.#git('-c', 'user.name=play', '-c', 'user.email=play@localhost', 'commit', '--quiet', '-m', 'A step');
  }

  /** @param {Record<string, 'patch' | 'minor' | 'major'>} sizes */
  change(sizes) {
    const lines = Object.entries(sizes).map(([name, size]) => `'${name}': ${size}\n`);
    const file = join(this.folder, `.changeset/${Object.keys(sizes).join('-').replaceAll(/\W/g, '')}-${++count}.md`);
    writeFileSync(file, `---\n${lines.join('')}---\n\nA change.\n`);
  }

  /** @param {string[]} parameters */
  version(...parameters) {
    return this.script('version-packages', ...parameters);
  }

  /**
   * @param {string} name
   * @param {string[]} parameters
   */
  async script(name, ...parameters) {
    const env = { ...process.env, PATH: [binaries, process.env['PATH']].join(delimiter) };
    await run(process.execPath, [`scripts/${name}.js`, ...parameters], { cwd: this.folder, env });
    await this.commit();
  }

  manifests() {
    return publicPackages().map(({ path }) => manifestAt(join(this.folder, path, 'package.json')));
  }

  /** The packages that no longer have this version. @param {string} before */
  moved(before) {
    const moved = this.manifests().filter(({ version }) => version !== before);
    return Object.fromEntries(moved.map(({ name, version }) => [name, version]));
  }

  peerRanges() {
    const ranges = this.manifests().flatMap(({ peerDependencies }) => peerDependencies?.['@sess/core'] ?? []);
    return [...new Set(ranges.map((range) => range.replace(/^workspace:/, '')))];
  }

  template() {
    return readFileSync(join(this.folder, 'packages/create-store/template/package.template.json'), 'utf8');
  }

  /** @param {string[]} parameters */
  async #git(...parameters) {
    await run('git', parameters, { cwd: this.folder });
  }
}

/**
 * @param {string} file
 * @returns {import('../workspace-packages.js').Manifest}
 */
export function manifestAt(file) {
  return /** @type {import('../workspace-packages.js').Manifest} */ (readJson(file));
}
