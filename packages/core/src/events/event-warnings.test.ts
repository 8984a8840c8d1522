import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemorySessionStore, type MemorySessionStoreOptions } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';

let warned: { readonly text: string; readonly code: string }[];

beforeEach(() => {
  warned = [];
  vi.spyOn(process, 'emitWarning').mockImplementation(((text: string, { code }: { code: string }) => {
    warned.push({ text, code });
  }) as typeof process.emitWarning);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const proxied = { secure: false, untrustedForwarding: true };

describe('the warning about a cookie without Secure behind a proxy', () => {
  it('is printed once for each manager, and names the setting', async () => {
    const sessions = new SessionManager({ store: new MemorySessionStore() });
    for (const method of ['GET', 'POST']) await sessions.read(undefined, { ...proxied, method });
    expect(warned).toEqual([{ code: 'SESS_INSECURE', text: expect.stringMatching(/trust proxy.*isSecure/) }]);
    await new SessionManager({ store: new MemorySessionStore() }).read(undefined, proxied);
    expect(warned).toHaveLength(2);
  });

  it('names cookie.secure when that option keeps the cookie from being Secure', async () => {
    const sessions = new SessionManager({ store: new MemorySessionStore(), cookie: { secure: false } });
    await sessions.read(undefined, proxied);
    expect(warned).toEqual([{ code: 'SESS_INSECURE', text: expect.stringMatching(/cookie\.secure/) }]);
  });

  it.each<[string, (sessions: SessionManager) => () => void]>([
    ['the event', (sessions) => sessions.on('insecure', () => undefined)],
    [
      'the diagnostics channel',
      () => {
        const listen = (): void => undefined;
        subscribe('sess:insecure', listen);
        return () => unsubscribe('sess:insecure', listen);
      },
    ],
  ])('is not printed when there is a listener to %s', async (_what, listen) => {
    const sessions = new SessionManager({ store: new MemorySessionStore() });
    const stop = listen(sessions);
    await sessions.read(undefined, proxied);
    stop();
    expect(warned).toEqual([]);
  });

  it('is not printed, and no event is sent, when cookie.secure is true', async () => {
    const sessions = new SessionManager({ store: new MemorySessionStore(), cookie: { secure: true } });
    const events: unknown[] = [];
    await sessions.read(undefined, proxied);
    sessions.on('insecure', (event) => events.push(event));
    await sessions.read(undefined, proxied);
    expect([events, warned]).toEqual([[], []]);
  });
});

describe('the warning about a cookie that is not found', () => {
  const key = 'k'.repeat(32);

  it.each<[string, string, string, boolean, RegExp]>([
    [
      'several cookies',
      'SESS_DUPLICATE_COOKIE',
      `sid=${key}; sid=x`,
      false,
      /Several cookies named sid.*cookie\.former/,
    ],
    ['http, taken for HTTPS', 'SESS_OTHER_SCHEME', `sid=${key}`, true, /cookie sid .* __Host-sid.*secure.*readUntil/],
    ['HTTPS, taken for http', 'SESS_OTHER_SCHEME', `__Host-sid=${key}`, false, /__Host-sid.*secure.*trust proxy/],
  ])('is printed once: %s', async (_what, code, header, secure, text) => {
    const sessions = new SessionManager({ store: new MemorySessionStore() });
    for (const facts of [{ secure }, { secure }]) await sessions.read(header, facts);
    expect(warned).toEqual([{ code, text: expect.stringMatching(text) }]);
    expect(warned[0]!.text).not.toContain(key);
  });

  it('is not printed when there is a listener, or when the key is unknown', async () => {
    const sessions = new SessionManager({ store: new MemorySessionStore() });
    await sessions.read(`__Host-sid=${key}`);
    sessions.on('rejected-key', () => undefined);
    await sessions.read(`sid=${key}`);
    expect(warned).toEqual([]);
  });
});

describe('the warning about MemorySessionStore', () => {
  it('is printed only in production', () => {
    const build = (options: MemorySessionStoreOptions = {}) => new MemorySessionStore(options);
    build();
    expect(warned).toEqual([]);
    vi.stubEnv('NODE_ENV', 'production');
    build({ shareWith: build() });
    expect(warned).toEqual([
      { code: 'SESS_MEMORY_STORE', text: expect.stringMatching(/MemorySessionStore.*ends with the process/) },
    ]);
  });
});
