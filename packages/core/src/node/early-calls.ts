import { type Call, type HoldableResponse, type SendingCallName, sendingCalls } from './node-exchange.js';

/** Makes a call below the place where it was caught. */
export type Below = (call: readonly unknown[]) => unknown;

export interface EarlyReceiver {
  receiveEarly(name: SendingCallName, call: readonly unknown[], below: Below): unknown;
}

export type Calls = { [name in SendingCallName]?: Call };

/** Functions that catch early calls, and those that they take the place of. */
export interface Catchers {
  readonly own: Calls;
  readonly below: Calls;
  /** Whether these are as Node has made them. */
  readonly isLowest: boolean;
}

const catchersBy = new WeakMap<Call, Catchers>();

/** Those that all responses of a prototype share. */
const sharedBy = new WeakMap<object, Catchers>();

interface Holds {
  /** The latest lies uppermost. */
  readonly list: EarlyReceiver[];
  /** How many of them a call meets. Node's `write` calls `writeHead`: that belongs to the hold that has let `write` through. */
  depth: number;
}

/** Where a response keeps its holds. Looked up at each call: in a map from responses, garbage collection would pay for it. */
const held = Symbol('held by @sess');
type Holdable = { [held]?: Holds };

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
  let shared = sharedBy.get(prototype);
  const isOfExpress = Object.hasOwn(prototype, 'app');
  if (shared && isOfExpress) return;
  const isWrapped = Object.hasOwn(response, 'writeHead') || Object.hasOwn(response, 'end');
  if (isWrapped && catchersBy.has(response['end' as SendingCallName]!)) return;
  if (!shared) {
    const target = isOfExpress ? outermost(prototype) : prototype;
    shared = catchersBy.get(target['end' as SendingCallName]!) ?? createCatchers(target, { isLowest: true });
    if (isOfExpress) Object.assign(target, shared.own);
    sharedBy.set(prototype, shared);
  }
  // The first response of an application may have been wrapped before.
  if (isWrapped) Object.assign(response, createCatchers(response, { isLowest: false }).own);
  else if (!isOfExpress) Object.assign(response, shared.own);
}

/** An application that is mounted in another one inherits its prototype; who wraps a response there must find catchers, too. */
function outermost(prototype: HoldableResponse): HoldableResponse {
  let target = prototype;
  for (let next = target; Object.hasOwn(next, 'app'); next = Object.getPrototypeOf(next) as HoldableResponse)
    target = next;
  return target;
}

/** What catches the early calls of a response now, where nobody has wrapped it since. */
export function catchersOf(response: HoldableResponse): Catchers | undefined {
  const catchers = catchersBy.get(response['end' as SendingCallName]!);
  return catchers && sendingCalls.every((name) => response[name] === catchers.own[name]) ? catchers : undefined;
}

export function catchesEarly(call: Call): boolean {
  return catchersBy.has(call);
}

function createCatchers(target: HoldableResponse, { isLowest }: { readonly isLowest: boolean }): Catchers {
  const catchers: Catchers = { own: {}, below: {}, isLowest };
  for (const name of sendingCalls) {
    const below = target[name];
    if (!below || name === 'flush') continue;
    const catcher = function (this: unknown, ...call: unknown[]): unknown {
      const holds = (this as Holdable)[held];
      return holds ? descend(holds.list, holds.depth - 1, name, call, below.bind(this)) : below.apply(this, call);
    };
    catchersBy.set(catcher, catchers);
    catchers.own[name] = catcher;
    catchers.below[name] = below;
  }
  return catchers;
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
  const holds = ((response as Holdable)[held] ??= { list: [], depth: 0 });
  holds.depth = holds.list.push(hold);
}

/** Makes a call below a hold: with the hold before it, or at last with `lowest`. */
export function passBelow(
  response: HoldableResponse,
  hold: EarlyReceiver,
  name: SendingCallName,
  call: readonly unknown[],
  lowest: Call,
): unknown {
  const holds = (response as Holdable)[held]!;
  const { depth } = holds;
  holds.depth = holds.list.indexOf(hold);
  try {
    return descend(holds.list, holds.depth - 1, name, call, lowest.bind(response));
  } finally {
    holds.depth = depth;
  }
}
