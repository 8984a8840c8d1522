/**
 * How far a held response is.
 *
 * - `unsent`: nothing was sent. The first call that would send the head commits.
 * - `storing`: a commit is running. Calls are kept.
 * - `streaming`: the head was sent. `end` commits what has changed since.
 * - `done`: everything is committed. Calls pass.
 * - `failed`: an error page was sent, or the response was broken off. Calls are discarded.
 */
export type Phase = 'unsent' | 'storing' | 'streaming' | 'done' | 'failed';

/** What can happen to a held response, and the methods of `HeldResponse` that handle it. */
interface Reactions {
  /** A call was made on the response. */
  readonly call: 'commitHead' | 'keep' | 'passOrCommitEnd' | 'pass' | 'discard';
  /** A call was made beneath the functions that the hold has put over those of others. */
  readonly callBeneath: 'receive' | 'keepOrPass' | 'passOrCommitEnd' | 'pass' | 'discardAfterEnd';
  /** The client has left. Afterwards, there is nothing to do. */
  readonly close?: 'noteLeft' | 'commitRest';
  /** The handler has thrown or rejected. If its response is complete, there is nothing to do. */
  readonly failure?: 'replaceNow' | 'replaceLater';
}

/** In `unsent`, a call from beneath is received like any other, so that what it sends passes the wrappers, too. */
export const reactions: { readonly [phase in Phase]: Reactions } = {
  unsent: { call: 'commitHead', callBeneath: 'receive', close: 'noteLeft', failure: 'replaceNow' },
  storing: { call: 'keep', callBeneath: 'keepOrPass', close: 'noteLeft', failure: 'replaceLater' },
  streaming: { call: 'passOrCommitEnd', callBeneath: 'passOrCommitEnd', close: 'commitRest', failure: 'replaceNow' },
  done: { call: 'pass', callBeneath: 'pass' },
  failed: { call: 'discard', callBeneath: 'discardAfterEnd' },
};
