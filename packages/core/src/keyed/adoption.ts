import { sha256Hex } from '#platform';
import type { SessionId } from '../contract/session-id.js';
import { readCookie } from '../cookie/read-cookie.js';
import { foreignRemoval } from '../cookie/foreign-removal.js';
import { isSamePlace, type SetCookie } from '../cookie/set-cookie.js';
import { callInTime } from '../persistence/call-in-time.js';
import type { AdoptedSession, AdoptOptions } from './adopt-options.js';

/** A session of another framework that a cookie identifies. */
export interface ForeignId {
  /** The other framework's id. */
  readonly id: string;
  /** The id under which our store notes that it was adopted. */
  readonly markerId: SessionId;
}

/** The calls of another framework, each with a deadline and typed errors. */
export class Adoption {
  readonly #options: AdoptOptions<object>;
  readonly #timeout: number;
  readonly #removal: SetCookie;

  /** @param timeout - Milliseconds that one call may take. */
  constructor(options: AdoptOptions<object>, timeout: number) {
    this.#options = options;
    this.#timeout = timeout;
    this.#removal = foreignRemoval(options.cookie);
  }

  get cookieName(): string {
    return this.#removal.name;
  }

  /** Returns the session that a cookie identifies, or `undefined` if the other framework did not issue it. */
  async identify(cookie: string, cookieHeader: string): Promise<ForeignId | undefined> {
    const { identify = (value: string) => value } = this.#options;
    const value = percentDecoded(cookie);
    const id = await this.#call('identify', 'read', () => identify(value, cookieHeader));
    if (!id) return undefined;
    return { id, markerId: sha256Hex(`adopted:${id}`).slice(0, 40) as SessionId };
  }

  async load({ id }: ForeignId): Promise<AdoptedSession<object> | undefined> {
    return (await this.#call('load', 'read', (options) => this.#options.load(id, options))) ?? undefined;
  }

  async end({ id }: ForeignId): Promise<void> {
    await this.#call('end', 'write', (options) => this.#options.end?.(id, options));
  }

  /** Returns the removal of the other cookie, if it came and is not one of ours. */
  removalIn(cookieHeader: string | undefined, ours: SetCookie): readonly SetCookie[] {
    const came = readCookie(cookieHeader, this.#removal.name) !== undefined;
    return came && !isSamePlace(this.#removal, ours) ? [this.#removal] : [];
  }

  #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    run: Parameters<typeof callInTime<Result>>[1],
  ): Promise<Result> {
    return callInTime({ verb: `adopt.${verb}`, effect, timeout: this.#timeout }, run);
  }
}

/** Decodes as the `cookie` package and scripts in browsers do: a value that is not encoded stays as it is. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
