import { setImmediate } from 'node:timers/promises';
import type { SetCookie } from '../../src/cookie/set-cookie.js';
import type { CommitCall, CommitResult, RequestBinding } from '../../src/http/request-binding.js';
import type { RequestSessions } from '../../src/node/index.js';

export const sidCookie: SetCookie = {
  name: 'sid',
  value: 'k'.repeat(32),
  path: '/',
  secure: false,
  httpOnly: true,
  sameSite: 'lax',
};

export const nothing: CommitResult = { cookies: [], accessed: true };

/** A manager whose commits call a function of the test. */
export class FakeSessions implements RequestSessions {
  readonly calls: CommitCall[] = [];
  readonly bindings = new WeakMap<object, RequestBinding>();
  readonly #opened = new WeakSet();
  readonly #commit: (call: CommitCall, count: number) => CommitResult | Promise<CommitResult>;

  constructor(commit: (call: CommitCall, count: number) => CommitResult | Promise<CommitResult>) {
    this.#commit = commit;
  }

  bind(request: object, binding: RequestBinding): void {
    if (!this.bindings.has(request)) this.bindings.set(request, binding);
  }

  get(request: object): Promise<unknown> {
    if (!this.#opened.has(request)) {
      this.#opened.add(request);
      let count = 0;
      this.bindings.get(request)!.opened((call) => {
        this.calls.push(call);
        return this.#commit(call, count++);
      });
    }
    return Promise.resolve({});
  }
}

/** Waits for several turns of the event loop. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

/**
 * The first commit of a request takes a few turns and sets a cookie. Later ones, and server errors, store nothing.
 */
export function slowSessions({ cookieName = 'sid' } = {}): FakeSessions {
  return new FakeSessions(async ({ status }, count) => {
    if (count || status >= 500) return nothing;
    await turns();
    return { accessed: true, cookies: [{ ...sidCookie, name: cookieName }] };
  });
}

/** Commits have nothing to store, and return at once. */
export function unchangedSessions(): FakeSessions {
  return new FakeSessions(() => nothing);
}

/** A gate that stays closed until it is opened. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
