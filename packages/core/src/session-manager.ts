import type { KeyedStore } from './contract/keyed-store.js';
import type { StoredSession } from './contract/session-record.js';
import { createKeyAndId, createRevision, parseSessionKey, sessionIdOf } from './session-key.js';

const twoWeeks = 14 * 86_400_000;

/** The thinnest way through: one request's session is loaded, changed and committed. */
export class SessionManager {
  readonly #store: KeyedStore;

  constructor(options: { store: KeyedStore }) {
    this.#store = options.store;
  }

  async open(cookieHeader: string | undefined) {
    const key = parseSessionKey(/(?:^|; )sid=([^;]*)/.exec(cookieHeader ?? '')?.[1] ?? '');
    const stored: StoredSession | undefined = key && (await this.#store.load(await sessionIdOf(key)));
    const data: Record<string, unknown> = stored ? JSON.parse(stored.payload) : {};
    return { data, commit: () => this.#commit(stored, key, data) };
  }

  async #commit(stored: StoredSession | undefined, key: string | undefined, data: Record<string, unknown>) {
    const payload = JSON.stringify(data);
    if (payload === (stored?.payload ?? '{}')) return undefined;
    const now = Date.now();
    const record = { payload, createdAt: stored?.createdAt ?? now, expiresAt: now + twoWeeks, revision: createRevision() };
    if (stored && key) {
      await this.#store.update(await sessionIdOf(parseSessionKey(key)!), record, stored.version);
      return undefined;
    }
    const fresh = await createKeyAndId();
    await this.#store.create(fresh.id, record);
    return `sid=${fresh.key}; Path=/; HttpOnly; SameSite=Lax`;
  }
}
