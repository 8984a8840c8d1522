import { type Call, type HoldableResponse, type SendingCallName, sendingCalls } from './node-exchange.js';

/** Makes a call below the place where it was caught. */
export type Below = (call: readonly unknown[]) => unknown;

export interface EarlyReceiver {
  receiveEarly(name: SendingCallName, call: readonly unknown[], below: Below): unknown;
}

type Calls = { [name in SendingCallName]?: Call };

/** Every function that catches early calls, with what it makes them with, and whether nobody has wrapped that. */
const catchers = new WeakMap<Call, { readonly below: Call; readonly isLowest: boolean }>();

/** Those that all responses of a prototype share. */
const sharedBy = new WeakMap<object, Calls>();

interface Holds {
  /** The latest lies uppermost. */
  readonly list: EarlyReceiver[];
  /** How many of them a call meets. Node's `write` calls `writeHead`: that belongs to the hold that has let `write` through. */
  depth: number;
}

const holdsOf = new WeakMap<object, Holds>();

/**
 * Catches calls of functions that were looked up before the session was asked for: `response.end(await page(request))` takes
 * `end` from the response before `page` runs, and what is laid over it then comes too late.
 *
 * This is all that a request pays that never looks at its session: some properties; and for Express, which gives every
 * application a prototype of its own to extend, not even these. (There each of them would take microseconds: V8 finds no shapes
 * to share for objects whose prototype was changed.)
 */
export function catchEarlyCalls(response: HoldableResponse): void {
  const prototype = Object.getPrototypeOf(response) as HoldableResponse;
  const isOfExpress = Object.hasOwn(prototype, 'app');
  const isWrapped = Object.hasOwn(response, 'writeHead') || Object.hasOwn(response, 'end');
  let shared = sharedBy.get(prototype);
  if (shared && isOfExpress) return;
  // An application mounted in another one inherits its prototype.
  if (catches(isWrapped ? response : prototype)) return;
  if (!shared) {
    shared = createCatchers(prototype, { isLowest: true });
    sharedBy.set(prototype, shared);
    if (isOfExpress) Object.assign(prototype, shared);
  }
  // The first response of an application may have been wrapped before.
  if (isWrapped) Object.assign(response, createCatchers(response, { isLowest: false }));
  else if (!isOfExpress) Object.assign(response, shared);
}

function catches(target: HoldableResponse): boolean {
  return catchers.has(target['end' as SendingCallName]!);
}

function createCatchers(target: HoldableResponse, { isLowest }: { readonly isLowest: boolean }): Calls {
  const calls: Calls = {};
  for (const name of sendingCalls) {
    const below = target[name];
    if (!below || name === 'flush') continue;
    const catcher = function (this: unknown, ...call: unknown[]): unknown {
      const holds = holdsOf.get(this as object);
      return holds ? descend(holds.list, holds.depth - 1, name, call, below.bind(this)) : below.apply(this, call);
    };
    catchers.set(catcher, { below, isLowest });
    calls[name] = catcher;
  }
  return calls;
}

function descend(
  holds: readonly EarlyReceiver[],
  at: number,
  name: SendingCallName,
  call: readonly unknown[],
  lowest: Call,
): unknown {
  const hold = holds[at];
  if (!hold) return lowest(...call);
  return hold.receiveEarly(name, call, (again) => descend(holds, at - 1, name, again, lowest));
}

export function addHold(response: HoldableResponse, hold: EarlyReceiver): void {
  const holds = holdsOf.get(response) ?? { list: [], depth: 0 };
  holdsOf.set(response, holds);
  holds.depth = holds.list.push(hold);
}

/** What a function makes early calls with, if it catches them. */
export function caughtBy(call: Call): { readonly below: Call; readonly isLowest: boolean } | undefined {
  return catchers.get(call);
}

/** Makes a call below a hold: with the hold before it, or at last with `lowest`. */
export function passBelow(
  response: HoldableResponse,
  hold: EarlyReceiver,
  name: SendingCallName,
  call: readonly unknown[],
  lowest: Call,
): unknown {
  const holds = holdsOf.get(response)!;
  const { depth } = holds;
  holds.depth = holds.list.indexOf(hold);
  try {
    return descend(holds.list, holds.depth - 1, name, call, lowest.bind(response));
  } finally {
    holds.depth = depth;
  }
}
