import type { HoldableResponse, SendingCallName } from './node-exchange.js';

type Call = (...call: unknown[]) => unknown;

/** Makes a call below the place where it was caught. */
export type Below = (call: readonly unknown[]) => unknown;

export interface EarlyReceiver {
  receiveEarly(name: SendingCallName, call: readonly unknown[], below: Below): unknown;
}

/** Where a response carries its own. Functions and a property, because closures and a WeakMap would take ten times as long. */
const caught = Symbol('early calls');

type Caught = HoldableResponse & { [caught]?: EarlyCalls };

/**
 * Catches calls of functions that were looked up before the session was asked for: `response.end(await page(request))` takes
 * `end` from the response before `page` runs, and a layer that is laid on then comes too late for it.
 *
 * One for all managers that serve the response.
 */
export class EarlyCalls {
  /** Who holds the response; the latest lies uppermost. */
  readonly holds: EarlyReceiver[] = [];
  /** Whether Node's own functions come next. */
  readonly isLowest: boolean;
  readonly #response: HoldableResponse;
  readonly #below: Pick<HoldableResponse, SendingCallName>;

  private constructor(response: Caught) {
    this.#response = response;
    this.isLowest = !Object.hasOwn(response, 'writeHead');
    // oxlint-disable-next-line typescript/unbound-method -- called on the response
    const { writeHead, write, end, flushHeaders } = response;
    this.#below = flushHeaders ? { writeHead, write, end, flushHeaders } : { writeHead, write, end };
    response.writeHead = catchHead;
    response.write = catchWrite;
    response.end = catchEnd;
    if (flushHeaders) response.flushHeaders = catchFlush;
  }

  /** This is all that a request pays that never looks at its session. */
  static on(response: Caught): EarlyCalls {
    return (response[caught] ??= new EarlyCalls(response));
  }

  receive(name: SendingCallName, call: readonly unknown[], at = this.holds.length - 1): unknown {
    const hold = this.holds[at];
    if (!hold) return this.#below[name]!.apply(this.#response, call as unknown[]);
    return hold.receiveEarly(name, call, (again) => this.receive(name, again, at - 1));
  }
}

/** Whether the function catches early calls. */
export function catchesEarlyCalls(writeHead: Call): boolean {
  return writeHead === catchHead;
}

function catchHead(this: unknown, ...call: unknown[]): unknown {
  return (this as Caught)[caught]!.receive('writeHead', call);
}

function catchWrite(this: unknown, ...call: unknown[]): unknown {
  return (this as Caught)[caught]!.receive('write', call);
}

function catchEnd(this: unknown, ...call: unknown[]): unknown {
  return (this as Caught)[caught]!.receive('end', call);
}

function catchFlush(this: unknown, ...call: unknown[]): unknown {
  return (this as Caught)[caught]!.receive('flushHeaders', call);
}
