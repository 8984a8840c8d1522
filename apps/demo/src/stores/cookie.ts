import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CookieSessionStore } from '@sess/cookie';
import type { OpenStore } from './open-store.js';

/** Keeps whole sessions in cookies. The key is `SESS_KEY`, or else in a file next to the database's. */
export function openCookie(databaseFile: string): OpenStore {
  const keyFile = join(dirname(databaseFile), 'session-key');
  const secret = process.env['SESS_KEY'] || keyIn(keyFile);
  return {
    store: new CookieSessionStore({ keys: [{ name: 'shop', secret }] }),
    place: 'the cookies of their visitors, encrypted, and nowhere else',
    close: () => Promise.resolve(),
  };
}

/** Returns the key in a file, which is created at the first start. Losing it signs everybody out. */
function keyIn(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
