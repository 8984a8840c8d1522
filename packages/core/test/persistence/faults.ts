import { StoreError } from '../../src/contract/errors.js';
import type { Hook, StoreCall } from './hooked-store.js';

export type Fault =
  /** The server refused the call. */
  | 'refused'
  /** Applied, but the connection was cut before the response came. */
  | 'response-lost'
  /** The connection was cut before the call arrived. */
  | 'call-lost'
  /** Never applied, and no response comes. */
  | 'hangs'
  /** Applied at once, but no response comes. */
  | 'hangs-after'
  /** The connection was cut, and the call is applied some calls later, or long afterwards. */
  | { readonly late: number };

export const faults: readonly Fault[] = [
  'refused',
  'response-lost',
  'call-lost',
  'hangs',
  'hangs-after',
  { late: 1 },
  { late: 2 },
  { late: 3 },
  { late: Infinity },
];

const never = new Promise<never>(() => {});

/** A hook that applies faults to the calls of a store, which are counted from 0. */
export function faulty(faultAt: (index: number) => Fault | undefined) {
  const calls: string[] = [];
  let late: { after: number; call: StoreCall }[] = [];
  const hook: Hook = async (call) => {
    const fault = faultAt(calls.push(call.verb) - 1);
    const due = late.filter(({ after }) => after <= calls.length);
    late = late.filter((entry) => !due.includes(entry));
    for (const entry of due) await entry.call.apply();
    if (fault === undefined) return call.apply();
    const isRead = call.verb === 'load';
    if (fault === 'refused') throw new StoreError('refused', { outcome: 'not-applied' });
    if (fault === 'response-lost' || fault === 'hangs-after') await call.apply();
    if (fault === 'hangs' || fault === 'hangs-after') return never;
    if (typeof fault === 'object' && !isRead) late.push({ after: calls.length + fault.late, call });
    throw new StoreError('cut', { outcome: isRead ? 'not-applied' : 'unknown' });
  };
  return {
    hook,
    calls,
    /** Applies the calls that are still under way. */
    async applyLate() {
      for (const { call } of late.splice(0)) await call.apply();
    },
  };
}
