import type { HoldableResponse } from '../node-exchange.js';
import { outermostOf } from './early-calls.js';
import { holdsOf } from './holds.js';
import { headersSentError } from './node-errors.js';

/** The part of a response that shows whether it was sent. */
interface VisibleState {
  get headersSent(): boolean;
  get writableEnded(): boolean;
  setHeader(...args: unknown[]): unknown;
  appendHeader(...args: unknown[]): unknown;
  removeHeader(...args: unknown[]): unknown;
  _send(...args: unknown[]): unknown;
}

const names = ['headersSent', 'writableEnded', 'setHeader', 'appendHeader', 'removeHeader', '_send'] as const;

const ownFunctions = new WeakSet<object>();

/** Whether a function of a response throws by itself while the head is held. */
export function looksForHold(value: unknown): boolean {
  return typeof value === 'function' && ownFunctions.has(value);
}

/**
 * Lets all responses of an Express application look for a hold. Then no property of a held response must be shadowed:
 * V8 turns an object into a dictionary when properties are deleted from it. Express has a prototype for each
 * application, so no other responses are affected.
 */
export function adaptPrototype(response: HoldableResponse, refuseSend: () => never): void {
  const prototype = Object.getPrototypeOf(response) as HoldableResponse;
  if (!Object.hasOwn(prototype, 'app')) return;
  const target = outermostOf(prototype);
  if (names.some((name) => Object.hasOwn(target, name))) return;
  class HeldPrototype extends classOf(Object.getPrototypeOf(target) as VisibleState) {
    override get headersSent(): boolean {
      return holdsOf(this)?.keepsHead === true || super.headersSent;
    }
    override get writableEnded(): boolean {
      return holdsOf(this)?.keepsEnd === true || super.writableEnded;
    }
    override setHeader(...args: unknown[]): unknown {
      refuseChange('set', this);
      return super.setHeader(...args);
    }
    override appendHeader(...args: unknown[]): unknown {
      refuseChange('append', this);
      return super.appendHeader(...args);
    }
    override removeHeader(...args: unknown[]): unknown {
      refuseChange('remove', this);
      return super.removeHeader(...args);
    }
    override _send(...args: unknown[]): unknown {
      if (holdsOf(this)?.keepsHead) refuseSend();
      // oxlint-disable-next-line no-underscore-dangle -- Node's own name for it
      return super._send(...args);
    }
  }
  for (const name of names) {
    const property = Object.getOwnPropertyDescriptor(HeldPrototype.prototype, name)!;
    if (typeof property.value === 'function') ownFunctions.add(property.value as object);
    Object.defineProperty(target, name, property);
  }
}

function refuseChange(verb: 'append' | 'remove' | 'set', response: object): void {
  if (holdsOf(response)?.keepsHead) throw headersSentError(verb, response as HoldableResponse);
}

/** Returns a class with that prototype, so that `super` finds its functions when they are called. */
function classOf(prototype: VisibleState): new () => VisibleState {
  function Class(): void {
    // never called
  }
  Class.prototype = prototype;
  return Class as unknown as new () => VisibleState;
}
