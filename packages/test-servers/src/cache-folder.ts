import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the folder for servers that were downloaded or built, outside this repository. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sess-test-servers');
}
