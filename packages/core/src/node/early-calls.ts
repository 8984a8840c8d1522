import { createObjectNotes } from '../http/object-notes.js';
import { type EarlyReceiver, holdsOf } from './holds.js';
import { type Call, type HoldableResponse, type SendingCallName, sendingCalls } from './node-exchange.js';

const caughtCalls = sendingCalls.filter((name) => name !== 'flush');

export type Calls = { [name in SendingCallName]?: Call };

/** Functions that catch early calls, and those that they take the place of. */
export interface Catchers {
  readonly own: Calls;
  readonly below: Calls;
  /** Whether these are as Node has made them. */
  readonly isLowest: boolean;
}

const catchersBy = createObjectNotes<Catchers>();

/** Those that all responses of a prototype share. */
const sharedBy = new WeakMap<object, Catchers>();

/**
 * Catches calls of functions that were looked up before the session was asked for: `response.end(await page(request))` takes
 * `end` from the response before `page` runs, and what is laid over it then comes too late.
 *
 * This is all that a request pays that never looks at its session: some properties; and for Express, which gives every
 * application a prototype of its own to extend, not even these.
 */
export function catchEarlyCalls(response: HoldableResponse): void {
  const prototype = Object.getPrototypeOf(response) as HoldableResponse;
  // What lies above a hold must reach it through the wrappers in between.
  if (holdsOf(response)) return;
  const isWrapped = caughtCalls.some((name) => Object.hasOwn(response, name));
  if (isWrapped && caughtCalls.every((name) => !response[name] || catchesEarly(response[name]))) return;
  let shared = sharedBy.get(prototype);
  const isOfExpress = Object.hasOwn(prototype, 'app');
  if (!shared) {
    const target = isOfExpress ? outermost(prototype) : prototype;
    shared = catchersBy.get(target['end' as SendingCallName]!) ?? createCatchers(target, { isLowest: true });
    if (isOfExpress) lay(target, shared.own);
    sharedBy.set(prototype, shared);
  }
  // Wrappers may have been laid over Node's own functions: before the first request, or before the application got the response.
  if (isWrapped) lay(response, createCatchers(response, { isLowest: false }).own);
  else if (!isOfExpress) lay(response, shared.own);
}

/** One by one, by their names: V8 makes a dictionary of an object that gets many properties by names that it does not know. */
function lay(target: HoldableResponse, { writeHead, write, end, flushHeaders }: Calls): void {
  if (writeHead) target.writeHead = writeHead;
  if (write) target.write = write;
  if (end) target.end = end;
  if (flushHeaders) target.flushHeaders = flushHeaders;
}

/**
 * Lets a response that is held keep its catchers where it loses its prototype: an application of Express that is called as a function,
 * as `vhost` does, gives it one that inherits nothing from the application around it.
 */
export function keepCatching(response: HoldableResponse, { own }: Catchers): void {
  if (!Object.hasOwn(response, 'end')) lay(response, own);
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
  return catchersBy.get(call) !== undefined;
}

function createCatchers(target: HoldableResponse, { isLowest }: { readonly isLowest: boolean }): Catchers {
  const catchers: Catchers = { own: {}, below: {}, isLowest };
  for (const name of caughtCalls) {
    const below = target[name];
    if (!below) continue;
    const catcher = function (this: object, ...call: unknown[]): unknown {
      const holds = holdsOf(this);
      return holds
        ? descend(holds.list, holds.depth - 1, { response: this, name, lowest: below }, call)
        : below.apply(this, call);
    };
    catchersBy.add(catcher, catchers);
    catchers.own[name] = catcher;
    catchers.below[name] = below;
  }
  return catchers;
}

/** Where a call ends that no hold keeps. */
interface Descent {
  readonly response: object;
  readonly name: SendingCallName;
  readonly lowest: Call;
}

function descend(holds: readonly EarlyReceiver[], at: number, to: Descent, call: readonly unknown[]): unknown {
  const hold = holds[at];
  if (!hold) return to.lowest.apply(to.response, call as unknown[]);
  return hold.receiveEarly(to.name, call, (again) => descend(holds, at - 1, to, again));
}

/** Makes a call below a hold: with the hold before it, or at last with `lowest`. */
export function passBelow(
  response: HoldableResponse,
  hold: EarlyReceiver,
  name: SendingCallName,
  call: readonly unknown[],
  lowest: Call,
): unknown {
  const holds = holdsOf(response)!;
  const { depth } = holds;
  holds.depth = holds.list.indexOf(hold);
  try {
    return descend(holds.list, holds.depth - 1, { response, name, lowest }, call);
  } finally {
    holds.depth = depth;
  }
}
