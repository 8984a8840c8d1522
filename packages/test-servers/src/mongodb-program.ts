import { homedir } from 'node:os';
import { join } from 'node:path';
import { isInstallForbidden } from './debian-package.js';
import { findProgram, type MissingProgram } from './find-program.js';
import { mongodProgram } from './mongodb-mongod.js';
import type { Say } from './say.js';
import { within } from './within.js';

const probeLimitMs = 3000;
const downloadLimitMs = 300_000;

interface LocatedMongod {
  readonly path: string;
  readonly source: 'machine' | 'download';
}

/** Finds a `mongod`: the one of the environment variable or PATH, else one that it downloads. */
export async function locateMongod(say: Say): Promise<LocatedMongod | MissingProgram> {
  const found = await findProgram(mongodProgram, say);
  if (found.path !== undefined) return { path: found.path, source: 'machine' };
  if (isInstallForbidden()) return missing('SESS_TEST_INSTALL forbids installing anything');
  const site = process.env['MONGOMS_DOWNLOAD_MIRROR'] ?? 'https://fastdl.mongodb.org';
  // A firewall may drop packets instead of rejecting them, hence the time limit.
  const probe = fetch(site, { method: 'HEAD', signal: AbortSignal.timeout(probeLimitMs) });
  const isReachable = await probe.then(Boolean, () => false);
  if (!isReachable) return missing(`${new URL(site).host} does not respond`);
  try {
    return { path: await download(say), source: 'download' };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return missing(`mongodb-memory-server could not download it (${line})`);
  }
}

function missing(why: string): MissingProgram {
  return { path: undefined, reason: `there is no mongod here, and ${why}` };
}

async function download(say: Say): Promise<string> {
  say('downloading a mongod with mongodb-memory-server (about 100 MB, once); SESS_TEST_INSTALL=no forbids it');
  const { MongoBinary } = await import('mongodb-memory-server-core');
  // The package's own default, so that downloads of other projects are used; and outside this repository.
  const downloadDir = process.env['MONGOMS_DOWNLOAD_DIR'] ?? join(homedir(), '.cache', 'mongodb-binaries');
  const path = MongoBinary.getPath({ downloadDir });
  return within(downloadLimitMs, path, () => `it took more than ${downloadLimitMs / 1000} seconds`);
}
