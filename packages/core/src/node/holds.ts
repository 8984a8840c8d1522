import type { SendingCallName } from './node-exchange.js';

/** Makes a call below the place where it was caught. */
export type Below = (call: readonly unknown[]) => unknown;

export interface EarlyReceiver {
  receiveEarly(name: SendingCallName, call: readonly unknown[], below: Below): unknown;
}

/** What the holds of a response share. */
export interface Holds {
  /** The latest lies uppermost. */
  readonly list: EarlyReceiver[];
  /** How many of them a call meets. Node's `write` calls `writeHead`: that belongs to the hold that has let `write` through. */
  depth: number;
  /** Whether one of them keeps the head: for those above it, it is sent. */
  keepsHead: boolean;
  /** Likewise the end. */
  keepsEnd: boolean;
}

/** Where a response keeps its holds. Looked up at each call: in a map from responses, garbage collection would pay for it. */
const held = Symbol('held by @sess');
type Holdable = { [held]?: Holds };

export function holdsOf(response: object): Holds | undefined {
  return (response as Holdable)[held];
}

export function addHold(response: object, hold: EarlyReceiver): void {
  const holds = ((response as Holdable)[held] ??= { list: [], depth: 0, keepsHead: false, keepsEnd: false });
  holds.depth = holds.list.push(hold);
}
