import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SessionManager } from '@sess/core';
import { ConfigError, UsageError } from '../command-error.js';
import { findConfig } from './find-config.js';
import { type Exports, importModule } from './import-module.js';

/** A manager of any data. */
export type Sessions = SessionManager<object>;

/** What the config file exports. */
export interface Config {
  readonly file: string;
  readonly sessions: Sessions;
  /** Ends the store, and what the config file has opened for it. */
  close(): Promise<void>;
}

/** Without it, a file that waits for ever would end the process with no word, or keep a cron job running. */
const limitMs = 60_000;

/** The manager's methods that the commands call. Not its class, of which the application may have another copy. */
const methods = ['clearExpired', 'create', 'edit', 'inspect', 'list', 'open', 'read', 'revoke', 'revokeOwner', 'close'];

/**
 * Loads the config file at that path, or else the one that is found from the folder.
 *
 * @throws UsageError if the file does not exist, or does not export a manager
 * @throws ConfigError if the file throws, or takes more than a minute
 */
export async function loadConfig(path: string | undefined, folder: string): Promise<Config> {
  const file = path === undefined ? findConfig(folder) : resolve(folder, path);
  if (!existsSync(file)) throw new UsageError(`${file} does not exist.`);
  const attempt = <Result>(run: () => Result): Promise<Awaited<Result>> => asConfig(file, run);
  const found = await attempt(async () => {
    const { sessions, close, default: main } = await importModule(file);
    return await managerIn({ sessions, close, default: main });
  });
  if (!found) {
    throw new UsageError(
      `${file} exports no SessionManager of @sess/core. Export one as \`sessions\` or as default; a function that ` +
        'returns it, or a promise, will do.',
    );
  }
  return {
    file,
    sessions: found.sessions,
    async close() {
      await found.sessions.close();
      if (typeof found.close === 'function') await attempt(found.close as () => unknown);
    },
  };
}

async function asConfig<Result>(file: string, run: () => Result): Promise<Awaited<Result>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const message = `it has not finished after ${limitMs / 1000} seconds. What does it wait for?`;
    timer = setTimeout(() => reject(new Error(message)), limitMs);
  });
  try {
    return await Promise.race([run(), limit]);
  } catch (thrown) {
    throw new ConfigError(file, thrown);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Returns the manager among the exports, and the function beside it that closes. Before the default export `sessions`
 * is looked at: the file may be a server's, whose default export is a function that must not be called.
 *
 * @param depth - How often to look inside: what CommonJS exports is inside a default export.
 */
async function managerIn(
  exports: Exports,
  depth = 2,
): Promise<{ readonly sessions: Sessions; readonly close: unknown } | undefined> {
  for (const name of ['sessions', 'default']) {
    const exported = exports[name];
    const value: unknown = typeof exported === 'function' ? await (exported as () => unknown)() : await exported;
    if (isManager(value)) return { sessions: value, close: exports['close'] };
    const isObject = typeof value === 'object' && value !== null;
    const found = isObject && depth > 0 ? await managerIn(value as Exports, depth - 1) : undefined;
    if (found) return { ...found, close: found.close ?? exports['close'] };
  }
  return undefined;
}

function isManager(value: unknown): value is Sessions {
  if (typeof value !== 'object' || value === null) return false;
  return methods.every((method) => typeof Reflect.get(value, method) === 'function');
}
