import { StoreError } from '../../src/contract/errors.js';
import type { StoreCall } from './hooked-store.js';
import type { twoProcesses } from './ways.js';

export type Processes = ReturnType<typeof twoProcesses>;

/** What another process does between the lost call and core's look at what became of it. */
export type Meanwhile = (world: Processes, call: StoreCall) => unknown;

export interface Accident {
  /** The first call of this verb loses its answer or does not arrive. */
  readonly verb: 'create' | 'update' | 'touch' | 'deleteIf';
  readonly lost: 'answer' | 'question';
  readonly meanwhile?: Meanwhile;
}

/** Lets the first call of that verb meet its accident; everything later goes well. */
export function loseOne(world: Processes, { verb, lost, meanwhile }: Accident): void {
  world.line.hook = async (call) => {
    if (call.verb !== verb) return call.apply();
    world.line.hook = (next) => next.apply();
    if (lost === 'answer') await call.apply();
    await meanwhile?.(world, call);
    throw new StoreError('cut', { outcome: 'unknown' });
  };
}
