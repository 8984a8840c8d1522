import { StoreError } from '../../src/contract/errors.js';
import type { StoreCall } from './hooked-store.js';
import type { Line, twoProcesses } from './two-processes.js';

export type Processes = ReturnType<typeof twoProcesses>;

/** What another process does after the lost call, before core loads the record. */
export type Meanwhile = (processes: Processes, call: StoreCall) => unknown;

export interface LostCall {
  /** The first call of this verb is lost: it does not arrive, or its response does not. */
  readonly verb: 'create' | 'update' | 'touch' | 'deleteIf';
  readonly lost: 'response' | 'call';
  readonly meanwhile?: Meanwhile;
}

/** Loses the first call of that verb. All later calls succeed. */
export function loseFirst(processes: Processes, { verb, lost, meanwhile }: LostCall): void {
  processes.line.hook = async (call) => {
    if (call.verb !== verb) return call.apply();
    processes.line.hook = (next) => next.apply();
    if (lost === 'response') await call.apply();
    await meanwhile?.(processes, call);
    throw new StoreError('cut', { outcome: 'unknown' });
  };
}

/**
 * Loses the first call of that verb, which arrives late: when the test calls the function that this returns. All other
 * calls succeed.
 */
export function delayFirst(line: Line, verb: string): () => Promise<void> {
  let late: StoreCall | undefined;
  line.hook = (call) => {
    if (call.verb !== verb || late) return call.apply();
    late = call;
    throw new StoreError('cut', { outcome: 'unknown' });
  };
  return async () => void (await late?.apply());
}
