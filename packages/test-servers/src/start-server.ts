import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, type MissingProgram } from './find-program.js';
import { RunningServer } from './running-server.js';
import { type Say, sayAloud } from './say.js';
import type { ServerKind, UnixUser } from './server-kind.js';

const run = promisify(execFile);

/** Starts a server of its own for tests that break it. The caller has to stop it. */
export async function startServer(kind: ServerKind, say: Say = sayAloud): Promise<RunningServer | MissingProgram> {
  const found = await findProgram(kind.program, say);
  if (found.path === undefined) return found;
  const version = kind.version((await run(found.path, ['--version'])).stdout);
  const folder = mkdtempSync(join(tmpdir(), `sess-${kind.name.toLowerCase()}-`));
  try {
    const user = kind.unprivilegedUser && process.getuid?.() === 0 ? unixUser(kind.unprivilegedUser) : undefined;
    chmodSync(folder, 0o700);
    if (user) chownSync(folder, user.uid, user.gid);
    const place = { program: found.path, folder, password: randomBytes(16).toString('hex'), ...(user && { user }) };
    say(`preparing ${kind.name} ${version} (${found.path})${user ? ` as the user ${user.name}` : ''}`);
    await kind.prepare?.(place, say);
    const server = await RunningServer.start(kind, place, version);
    say(`started ${kind.name} ${version} on 127.0.0.1:${server.port}`);
    return server;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function unixUser(name: string): UnixUser {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { name, uid: id('-u'), gid: id('-g') };
}
