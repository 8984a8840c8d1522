import { randomUUID } from 'node:crypto';
import { type CreatedSession, serializeSetCookie } from '@sess/core';
import type { Sessions } from '../config/load-config.js';
import { grouped } from '../output/numbers.js';
import { cookieSettings } from './cookie-settings.js';
import { type Finding, failureOf } from './finding.js';

/** What browsers keep of one cookie, with its name and attributes. */
const maxCookieBytes = 4096;

/**
 * Does with two sessions of its own what requests do, and ends them. Their owner is a random name, so that no user's
 * session is touched, except that clearing removes one that is expired.
 */
export async function* probeSessions(sessions: Sessions): AsyncGenerator<Finding> {
  const owner = `sess-doctor-${randomUUID()}`;
  const made: CreatedSession[] = [];
  try {
    const created = await step('CREATE', 'a session can be stored', async () => {
      for (const secure of [true, false]) made.push(await sessions.create({ owner, secure }));
    });
    yield created;
    const [onHttps, onHttp] = made;
    if (!onHttps || !onHttp) return;
    if (sessions.store.kind === 'sealed') yield* probeSealed(sessions, owner, onHttps);
    else yield* probeKeyed(sessions, owner, made);
    yield cookieSettings(onHttps.cookie, onHttp.cookie);
  } finally {
    // After a failure, as far as possible: what stays has no key that anyone knows, and expires.
    for (const { key } of made) if (key) await sessions.revoke(key).catch(() => undefined);
  }
}

async function* probeKeyed(
  sessions: Sessions,
  owner: string,
  made: readonly CreatedSession[],
): AsyncGenerator<Finding> {
  const { store } = sessions;
  const keys = made.flatMap(({ key }) => key ?? []);
  const [key] = keys;
  if (!key) return;
  yield await step('LOAD', 'it can be loaded', async () => {
    if ((await sessions.inspect(key))?.owner !== owner) throw new Error('it was stored, and is not found');
  });
  yield await step('UPDATE', 'it can be changed', async () => {
    const change = (session: { set(key: string, value: unknown): void }): void => session.set('doctor', true);
    if (!(await sessions.edit(key, change))) throw new Error('it was stored, and is not found');
  });
  if (store.kind === 'keyed' && store.owners) {
    yield await step('LIST', "an owner's sessions can be listed", async () => {
      const found: string[] = [];
      for await (const { id } of sessions.list(owner)) found.push(id);
      if (found.length !== keys.length) throw new Error(`${found.length} of ${keys.length} sessions are found`);
    });
  }
  if (store.kind === 'keyed' && store.deleteExpired) {
    yield await step('CLEAR', 'expired sessions can be removed', async () => {
      await sessions.clearExpired({ batchSize: 1, budget: 1 });
    });
  }
  yield await step('END', 'sessions can be ended', async () => {
    for (const each of keys) {
      await sessions.revoke(each);
      if (await sessions.inspect(each)) throw new Error('it was ended, and is still found');
    }
  });
}

async function* probeSealed(sessions: Sessions, owner: string, { cookies }: CreatedSession): AsyncGenerator<Finding> {
  const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  yield await step('LOAD', 'its cookie can be read', async () => {
    if ((await sessions.read(header)).owner !== owner) throw new Error('the cookie that was just made is not valid');
  });
  if (sessions.store.kind === 'sealed' && sessions.store.revoke) {
    yield await step('END', 'a session can be ended, with all copies of its cookie', async () => {
      const { session } = await sessions.open(header);
      await session.destroy();
      if ((await sessions.read(header)).owner === owner) throw new Error('its cookie is still valid');
    });
  }
  const used = cookies.reduce((sum, cookie) => sum + serializeSetCookie(cookie).length, 0);
  const { maxCookies = 1 } = sessions.store as { readonly maxCookies?: number };
  // Base64 takes four characters for three bytes.
  const left = Math.floor(((maxCookies * maxCookieBytes - used) * 3) / 4);
  const message = `An empty session is a cookie of ${grouped(used)} bytes. About ${grouped(left)} are left for data.`;
  yield { level: 'info', code: 'COOKIE_SIZE', message };
}

async function step(code: string, can: string, run: () => Promise<void>): Promise<Finding> {
  const startedAt = performance.now();
  try {
    await run();
    return { level: 'ok', code, message: `${can} (${Math.round(performance.now() - startedAt)} ms)` };
  } catch (thrown) {
    return failureOf(code, `Not so: ${can}`, thrown);
  }
}
