import { type ClearExpiredOptions, SessionManager } from '@sess/core';
import type { Data } from '../../../src/suite/sessions.js';
import { type BrokenCore, brokenCore as broken } from './meddling.js';

function clearing(change: (options: ClearExpiredOptions) => ClearExpiredOptions) {
  return class extends SessionManager<Data, 'remembered'> {
    override clearExpired(options: ClearExpiredOptions = {}) {
      return super.clearExpired(change(options));
    }
  };
}

const DeafToSignals = clearing((options) => ({ ...options, signal: new AbortController().signal }));
const Spendthrift = clearing((options) => ({ ...options, budget: Infinity }));

class SaysDone extends SessionManager<Data, 'remembered'> {
  override async clearExpired(options: ClearExpiredOptions = {}) {
    return { ...(await super.clearExpired(options)), more: false };
  }
}

export const brokenClearing: readonly BrokenCore[] = [
  broken('clearing goes on when its signal is aborted', ['83b'], (options) => new DeafToSignals(options)),
  broken('clearing goes on when its budget is over', ['83b'], (options) => new Spendthrift(options)),
  broken('clearing that was stopped says that it is done', ['83b'], (options) => new SaysDone(options)),
];
