import type { MiddlewareBinding, ResponseCommit } from '@sess/core/node';

type Call = Parameters<ResponseCommit>[0];
type Commit = (call: Call, commit: ResponseCommit) => ReturnType<ResponseCommit>;

/**
 * What core gets in place of the binding of its middleware. (An object literal with an accessor takes long to create.)
 */
export class FacadeBinding implements MiddlewareBinding {
  readonly cookieHeader: string | undefined;
  readonly facts: MiddlewareBinding['facts'];
  /** Whether core's commits come here. */
  isOpened = false;
  readonly #binding: MiddlewareBinding;
  readonly #commit: Commit;

  /** @param commit - Runs for each commit, in place of core's, which it gets. */
  constructor(binding: MiddlewareBinding, cookieHeader: string | undefined, commit: Commit) {
    const { facts } = binding;
    this.cookieHeader = cookieHeader;
    // Core does not load the session for OPTIONS. For HEAD it does, and does not count it as a visit either.
    this.facts = { ...facts, method: facts.method === 'OPTIONS' ? 'HEAD' : facts.method, untrustedForwarding: false };
    this.#binding = binding;
    this.#commit = commit;
  }

  get progress(): NonNullable<MiddlewareBinding['progress']> {
    return this.#binding.progress ?? 'pending';
  }

  opened(commit: ResponseCommit): void {
    this.isOpened = true;
    this.#binding.opened((call) => this.#commit(call, commit));
  }
}
