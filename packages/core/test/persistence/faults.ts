import { StoreError } from '../../src/contract/errors.js';
import type { Hook, StoreCall } from './hooked-store.js';

export type Fault =
  /** The server said no. */
  | 'refused'
  /** Done, but the connection was cut before the answer came. */
  | 'answer-lost'
  /** The connection was cut before the question arrived. */
  | 'question-lost'
  /** Never answered, never done. */
  | 'hangs'
  /** Never answered, done at once. */
  | 'hangs-after'
  /** The connection was cut; what was under way is done some calls later, or long afterwards. */
  | { readonly late: number };

export const faults: readonly Fault[] = [
  'refused',
  'answer-lost',
  'question-lost',
  'hangs',
  'hangs-after',
  { late: 1 },
  { late: 2 },
  { late: 3 },
  { late: Infinity },
];

const never = new Promise<never>(() => {});

/** What becomes of the calls of a store, by their number from 0; and what is done of them late. */
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
    if (fault === 'answer-lost' || fault === 'hangs-after') await call.apply();
    if (fault === 'hangs' || fault === 'hangs-after') return never;
    if (typeof fault === 'object' && !isRead) late.push({ after: calls.length + fault.late, call });
    throw new StoreError('cut', { outcome: isRead ? 'not-applied' : 'unknown' });
  };
  return {
    hook,
    calls,
    /** Everything that was still under way arrives. */
    async land() {
      for (const { call } of late.splice(0)) await call.apply();
    },
  };
}
