// Plays changes through with the real changesets, in a copy of the manifests: how far a change moves the versions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import semver from 'semver';
import { afterAll, describe, expect, it } from 'vitest';
import { peersOfCore } from '../peer-ranges.js';
import { publicPackages } from '../workspace-packages.js';
import { Play } from './played-changes.js';

const folder = mkdtempSync(join(tmpdir(), 'sess-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = publicPackages().map(({ manifest }) => manifest.name);
const patch = /** @type {const} */ ('patch');
const minor = /** @type {const} */ ('minor');

/** They move with each other. */
const pair = ['@sess/core', '@sess/conformance'];
/** The stores, and whatever else is installed beside core. */
const stores = peersOfCore().flatMap(({ manifest }) => (pair.includes(manifest.name) ? [] : [manifest.name]));

/** @param {readonly string[]} packages @param {string} version */
const all = (packages, version) => Object.fromEntries(packages.map((name) => [name, version]));

describe.concurrent('versions move as users expect', { timeout: 300_000 }, () => {
  it('the changesets that wait make 0.1.0 of what was never published', async () => {
    const play = await Play.begin(folder);
    const isNew = new Set(play.manifests().flatMap(({ name, version }) => (version === '0.0.0' ? [name] : [])));
    if (isNew.size === 0) return;
    await play.version();
    const versions = play.manifests().flatMap(({ name, version }) => (isNew.has(name) ? [[name, version]] : []));
    // Each of these needs a changeset with `minor`, and none may have one with `major`.
    expect(Object.fromEntries(versions)).toEqual(all([...isNew], '0.1.0'));
    expect(play.peerRanges()).toEqual(['0.x']);
  });

  it.each([
    { before: '0.1.0', size: patch, next: '0.1.1', range: '0.x' },
    { before: '0.1.0', size: minor, next: '0.2.0', range: '0.x' },
    { before: '1.4.2', size: minor, next: '1.5.0', range: '1.x' },
  ])('a $size of core $before touches no store', async ({ before, size, next, range }) => {
    expect(stores).toEqual(expect.arrayContaining(['@sess/prisma', '@sess/mongo', '@sess/memcached']));
    const play = await Play.begin(folder, before);
    play.change({ '@sess/core': size });
    await play.version();
    expect(play.moved(before)).toEqual(all(pair, next));
    expect(play.peerRanges()).toEqual([range]);
  });

  it.each([
    { before: '0.1.0', next: '1.0.0', range: '1.x' },
    { before: '1.4.2', next: '2.0.0', range: '2.x' },
  ])('a breaking change of core $before is a major of everything', async ({ before, next, range }) => {
    const play = await Play.begin(folder, before);
    play.change({ '@sess/core': 'major' });
    await play.version();
    expect(play.moved(before)).toEqual(all([...pair, ...stores, '@sess/create-store'], next));
    expect(play.peerRanges()).toEqual([range]);
    expect(play.template()).toContain(`"@sess/core": "${range}"`);
    expect(play.template()).toContain(`"@sess/conformance": "${range}"`);

    play.change({ '@sess/core': 'minor' });
    await play.version();
    expect(play.moved(next)).toEqual(all(pair, semver.inc(next, 'minor') ?? ''));
  });

  it('core moves with a law, and a store alone', async () => {
    const play = await Play.begin(folder, '0.1.0');
    play.change({ '@sess/conformance': 'minor' });
    play.change({ '@sess/mongo': 'patch' });
    await play.version();
    expect(play.moved('0.1.0')).toEqual({ ...all(pair, '0.2.0'), '@sess/mongo': '0.1.1' });
  });

  it('pre-releases of core can be installed with every store', async () => {
    const coming = '0.2.0';
    const play = await Play.begin(folder, '0.1.0');
    await play.script('pre-release', 'enter', 'next');
    play.change({ '@sess/core': minor });
    await play.version();
    expect(play.moved('0.1.0')).toEqual({ ...all(stores, '0.1.1-next.0'), ...all(pair, `${coming}-next.0`) });
    play.change({ '@sess/core': 'patch' });
    await play.version();
    expect(play.moved('0.1.0')).toEqual({ ...all(stores, '0.1.1-next.0'), ...all(pair, `${coming}-next.1`) });
    const admitted = ['0.1.0', '0.1.1-next.0', '0.7.0', `${coming}-next.0`, `${coming}-next.1`, coming];
    for (const range of play.peerRanges()) {
      expect(admitted.filter((version) => !semver.satisfies(version, range))).toEqual([]);
    }

    await play.script('pre-release', 'exit');
    await play.version();
    expect(play.moved('0.1.0')).toEqual({ ...all(stores, '0.1.1'), ...all(pair, coming) });
    expect(play.peerRanges()).toEqual(['0.x']);
  });

  it('pre-releases of a breaking change are tied to each other until the end', async () => {
    const play = await Play.begin(folder, '0.1.0');
    await play.script('pre-release', 'enter', 'next');
    play.change({ '@sess/core': 'major' });
    await play.version();
    expect(play.moved('0.1.0')).toEqual(all(names, '1.0.0-next.0'));
    expect(play.peerRanges()).toEqual(['1.0.0-next.0']);

    await play.script('pre-release', 'exit');
    await play.version();
    expect(play.moved('0.1.0')).toEqual(all(names, '1.0.0'));
    expect(play.peerRanges()).toEqual(['1.x']);
  });

  it('a snapshot has every package that must fit together', async () => {
    const play = await Play.begin(folder, '0.1.0');
    play.change({ '@sess/prisma': 'patch' });
    await play.version('--snapshot', 'try');
    const moved = play.moved('0.1.0');
    expect(Object.keys(moved).toSorted()).toEqual([...pair, ...stores].toSorted());
    const versions = [...new Set(Object.values(moved))];
    expect(versions).toEqual([expect.stringMatching(/^0\.0\.0-try-\d{14}$/)]);
    expect(play.peerRanges()).toEqual(versions);
  });
});
