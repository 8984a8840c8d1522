import { createObjectNotes } from '../../http/object-notes.js';
import { type HoldableResponse, type SendingFunction, type SendingName, sendingNames } from '../node-exchange.js';
import { type Hold, holdsOf } from './holds.js';

const caughtNames = sendingNames.filter((name) => name !== 'flush');

export type FunctionsByName = { [name in SendingName]?: SendingFunction };

/** Functions that look for a hold before they call the function that they replaced. */
export interface Catchers {
  readonly own: FunctionsByName;
  /** The functions that they replaced. */
  readonly beneath: FunctionsByName;
  /** Whether those are Node's own, or wrap Node's own for every response alike. */
  readonly isLowest: boolean;
}

const catchersBy = createObjectNotes<Catchers>();

/** The catchers that all responses of a prototype share. */
const sharedBy = new WeakMap<object, Catchers>();

/**
 * Catches calls of functions that were read before the session was asked for: `response.end(await page(request))` reads
 * `end` before `page` runs, so a function that is put on the response then comes too late.
 *
 * A request that never asks for its session pays only for this: a few properties, and on Express not even those,
 * because each Express application has a prototype of its own that can be extended.
 */
export function catchEarlyCalls(response: HoldableResponse): void {
  const prototype = Object.getPrototypeOf(response) as HoldableResponse;
  // What is put over a hold must reach it through the wrappers in between.
  if (holdsOf(response)) return;
  const isWrapped = caughtNames.some((name) => Object.hasOwn(response, name));
  if (isWrapped && caughtNames.every((name) => !response[name] || isCatcher(response[name]))) return;
  let shared = sharedBy.get(prototype);
  const isOfExpress = Object.hasOwn(prototype, 'app');
  if (!shared) {
    const target = isOfExpress ? outermostOf(prototype) : prototype;
    shared = catchersBy.get(target['end' as SendingName]!) ?? createCatchers(target, { isLowest: true });
    if (isOfExpress) assign(target, shared.own);
    sharedBy.set(prototype, shared);
  }
  // Node's own functions may have been wrapped before the first request, or before the application got this response.
  if (isWrapped) assign(response, createCatchers(response, { isLowest: false }).own);
  else if (!isOfExpress) assign(response, shared.own);
}

/** Assigns each by its literal name: V8 makes a dictionary of an object that gets many properties by computed names. */
function assign(target: HoldableResponse, { writeHead, write, end, flushHeaders }: FunctionsByName): void {
  if (writeHead) target.writeHead = writeHead;
  if (write) target.write = write;
  if (end) target.end = end;
  if (flushHeaders) target.flushHeaders = flushHeaders;
}

/**
 * Puts the catchers on a held response itself, in case it loses its prototype: an Express application that is called as
 * a function, as `vhost` does, gives it a prototype that does not inherit from that of the outer application.
 */
export function keepCatching(response: HoldableResponse, { own }: Catchers): void {
  if (!Object.hasOwn(response, 'end')) assign(response, own);
}

/** A mounted application inherits the prototype of the outer one. A wrapper there must find catchers, too. */
export function outermostOf(prototype: HoldableResponse): HoldableResponse {
  let target = prototype;
  for (let next = target; Object.hasOwn(next, 'app'); next = Object.getPrototypeOf(next) as HoldableResponse)
    target = next;
  return target;
}

/** Returns the catchers of a response, unless it was wrapped since. */
export function catchersOf(response: HoldableResponse): Catchers | undefined {
  const catchers = catchersBy.get(response['end' as SendingName]!);
  return catchers && sendingNames.every((name) => response[name] === catchers.own[name]) ? catchers : undefined;
}

export function isCatcher(sending: SendingFunction): boolean {
  return catchersBy.get(sending) !== undefined;
}

function createCatchers(target: HoldableResponse, { isLowest }: { readonly isLowest: boolean }): Catchers {
  const catchers: Catchers = { own: {}, beneath: {}, isLowest };
  for (const name of caughtNames) {
    const beneath = target[name];
    if (!beneath) continue;
    const catcher = function (this: object, ...args: unknown[]): unknown {
      const holds = holdsOf(this);
      return holds
        ? descend(holds.list, holds.depth - 1, { response: this, name, lowest: beneath }, args)
        : beneath.apply(this, args);
    };
    catchersBy.add(catcher, catchers);
    catchers.own[name] = catcher;
    catchers.beneath[name] = beneath;
  }
  return catchers;
}

/** Where a call ends that no hold keeps. */
interface Descent {
  readonly response: object;
  readonly name: SendingName;
  readonly lowest: SendingFunction;
}

function descend(holds: readonly Hold[], at: number, to: Descent, args: readonly unknown[]): unknown {
  const hold = holds[at];
  if (!hold) return to.lowest.apply(to.response, args as unknown[]);
  return hold.receiveBeneath({ name: to.name, args, pass: (again) => descend(holds, at - 1, to, again) });
}

/** Makes a call beneath a hold: the next hold gets it or, after the last one, `lowest`. */
export function callBeneath(
  response: HoldableResponse,
  hold: Hold,
  name: SendingName,
  args: readonly unknown[],
  lowest: SendingFunction,
): unknown {
  const holds = holdsOf(response)!;
  const { depth } = holds;
  holds.depth = holds.list.indexOf(hold);
  try {
    return descend(holds.list, holds.depth - 1, { response, name, lowest }, args);
  } finally {
    holds.depth = depth;
  }
}
