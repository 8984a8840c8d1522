import type { CommitCall } from '../http/request-binding.js';
import { prepareErrorPage } from '../node/hold/error-page.js';
import type { ResponseAdditions, ResponseCommit } from '../node/middleware-binding.js';
import { NodeBinding } from '../node/node-binding.js';
import type { Headers } from '../node/node-exchange.js';
import { KoaErrors } from './koa-errors.js';
import type { KoaContext } from './koa-context.js';

/** Commits while Koa's middlewares can see a failure. The response is held all the same, for what comes later. */
export class KoaBinding extends NodeBinding {
  readonly #ctx: KoaContext;
  readonly #errors: KoaErrors;
  #commit: ResponseCommit | undefined;
  #headersBefore: Headers = {};

  constructor(ctx: KoaContext) {
    const errors = new KoaErrors(ctx);
    super(ctx.req, ctx.res, errors, () => ctx.secure);
    this.#ctx = ctx;
    this.#errors = errors;
  }

  override opened(commit: ResponseCommit): void {
    this.#commit = commit;
    this.#headersBefore = this.#ctx.res.getHeaders();
    super.opened((call: CommitCall): ResponseAdditions | Promise<ResponseAdditions> => {
      if (!call.headersSent) this.#errors.restoreHeaders();
      return commit(call);
    });
  }

  /** Stores what changed. The commit of the hold then has less to store, or nothing, and adds the cookies. */
  async commitBeforeHead(): Promise<void> {
    const { res, respond, status } = this.#ctx;
    if (!this.#commit || respond === false || status >= 500 || this.progress !== 'pending') return;
    try {
      await this.#commit({ status, headersSent: false, headFollows: true });
    } catch (error) {
      this.#errors.note(error);
      prepareErrorPage(res, this.#headersBefore, error);
      throw error;
    }
  }
}
