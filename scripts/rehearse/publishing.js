// What the release workflow does, in the copy and on the local registry.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTurbo } from '../run-turbo.js';
import { publicPackages, readJson } from '../workspace-packages.js';
import { commitAll } from './repository-copy.js';
import { run } from './run-program.js';
import { releaseCommands } from './workflow-steps.js';

/** Publishes from a copy of this repository. */
export class Publisher {
  #commands = releaseCommands();

  /**
   * @param {string} copy
   * @param {import('./local-registry.js').LocalRegistry} registry
   */
  constructor(copy, registry) {
    this.copy = copy;
    this.registry = registry;
  }

  /** Prepares the copy: what needs GitHub is left out. */
  async prepare() {
    // Only a hosted workflow can say where a package comes from.
    for (const { path } of publicPackages()) {
      const file = join(this.copy, path, 'package.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/,\s*"provenance": true/, ''));
    }
    await commitAll(this.copy, 'Without provenance');
    const needed = ['@sess/repository', ...publicPackages().map(({ manifest }) => manifest.name)];
    const filters = needed.map((name) => `--filter ${name}`).join(' ');
    // From the registry that is configured, whose packages are in pnpm's store already.
    await run(['bash', '-c', `npx -y pnpm@10.34.8 install --frozen-lockfile --prefer-offline ${filters}`], {
      cwd: this.copy,
    });
  }

  /** Runs the workflow's command for the release pull request, and returns the new versions. */
  async version() {
    await this.#bash(this.#commands.version);
    await commitAll(this.copy, 'Release');
    return this.versions();
  }

  versions() {
    return publicPackages().map(({ path }) => {
      const { name, version } = /** @type {{ name: string, version: string }} */ (
        readJson(join(this.copy, path, 'package.json'))
      );
      return { name, version };
    });
  }

  /** Runs the workflow's step that decides whether there is anything to approve and to publish. */
  async unpublished() {
    const output = join(this.copy, 'temp-output');
    writeFileSync(output, '');
    await this.#bash(this.#commands.listUnpublished, { GITHUB_OUTPUT: output });
    const names = /^unpublished=(.*)$/m.exec(readFileSync(output, 'utf8'))?.[1];
    if (names === undefined) throw new Error('The step does not set "unpublished".');
    return names.split(' ').filter((name) => name !== '');
  }

  /** Runs the workflow's command that publishes. */
  publish() {
    return this.#bash(this.#commands.publish);
  }

  /** Publishes this repository's builds, which the gate has made and checked before. */
  async publishWhatIsBuilt() {
    await runTurbo(['build', '--output-logs=errors-only']);
    for (const { folder, path } of publicPackages()) {
      cpSync(join(folder, 'dist'), join(this.copy, path, 'dist'), { recursive: true });
    }
    await this.script('changeset publish');
  }

  /** Runs the workflow's steps for a snapshot. @param {string} name */
  async snapshot(name) {
    await this.#bash(this.#commands.snapshotVersions, { NAME: name });
    await this.#bash(this.#commands.snapshotPublish, { NAME: name });
  }

  /** @param {string} command */
  script(command) {
    return this.#bash(`npx -y pnpm@10.34.8 ${command}`);
  }

  /** As the steps of a hosted workflow run. @param {string} script @param {Record<string, string>} [env] */
  #bash(script, env = {}) {
    const { url, port } = this.registry;
    // As the hosted workflow's npm finds its token. This registry takes any.
    const settings = join(this.copy, '../npmrc-of-the-publisher');
    writeFileSync(settings, `//127.0.0.1:${port}/:_authToken=rehearsal\n`);
    return run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: this.copy,
      env: {
        ...env,
        CI: 'true',
        npm_config_registry: url,
        npm_config_userconfig: settings,
        // The copy has what publishing needs installed, not every app.
        npm_config_verify_deps_before_run: 'false',
      },
    });
  }
}
