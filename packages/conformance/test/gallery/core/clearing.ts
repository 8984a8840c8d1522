import { type ClearExpiredOptions, SessionManager } from '@sess/core';
import type { Data } from '../../../src/suite/sessions.js';
import { type BrokenCore, brokenCore as broken } from './broken-core.js';

function clearing(change: (options: ClearExpiredOptions) => ClearExpiredOptions) {
  return class extends SessionManager<Data, 'remembered'> {
    override clearExpired(options: ClearExpiredOptions = {}) {
      return super.clearExpired(change(options));
    }
  };
}

const IgnoresSignal = clearing((options) => ({ ...options, signal: new AbortController().signal }));
const IgnoresBudget = clearing((options) => ({ ...options, budget: Infinity }));

class ReturnsDone extends SessionManager<Data, 'remembered'> {
  override async clearExpired(options: ClearExpiredOptions = {}) {
    return { ...(await super.clearExpired(options)), more: false };
  }
}

export const brokenClearing: readonly BrokenCore[] = [
  broken('clearExpired continues after its signal is aborted', ['83b'], (options) => new IgnoresSignal(options)),
  broken('clearExpired continues after its budget is spent', ['83b'], (options) => new IgnoresBudget(options)),
  broken('clearExpired returns more: false after it was stopped', ['83b'], (options) => new ReturnsDone(options)),
];
