import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { publicPackages } from '../workspace-packages.js';
import { manifestAt } from './played-changes.js';

describe('peer ranges admit what the tests run with', () => {
  for (const { folder, manifest } of publicPackages()) {
    const drivers = Object.entries(manifest.peerDependencies ?? {}).filter(([peer]) => peer !== '@sess/core');
    it.skipIf(drivers.length === 0).each(drivers)(`${manifest.name}: %s %s`, (peer, range) => {
      const versions = testedVersions(folder, peer);
      expect(versions).not.toEqual([]);
      // One version each, so that it is known what was tested.
      expect(versions.filter((version) => !semver.valid(version))).toEqual([]);
      expect(versions.filter((version) => !semver.satisfies(version, range))).toEqual([]);
    });
  }
});

/**
 * Returns the versions that the package and its fixtures have as a devDependency, by the package's name or an alias.
 *
 * @param {string} folder
 * @param {string} peer
 */
function testedVersions(folder, peer) {
  const fixtures = join(folder, 'fixtures');
  return [folder, ...(existsSync(fixtures) ? readdirSync(fixtures).map((name) => join(fixtures, name)) : [])]
    .map((one) => join(one, 'package.json'))
    .filter((file) => existsSync(file))
    .flatMap((file) => Object.entries(manifestAt(file).devDependencies ?? {}))
    .flatMap(([name, specifier]) => {
      const [, alias = name, version = specifier] = /^npm:(.+)@(.+)$/.exec(specifier) ?? [];
      return alias === peer ? [version] : [];
    });
}
