import { type HoldableResponse, isHttp2, type NodeResponse, type SendingCall } from '../node-exchange.js';
import { http } from './node-http.js';

/** A call that a hold has caught. */
export interface CaughtCall extends SendingCall {
  /** Makes the call, beneath the place where it was caught. */
  readonly pass: (args: readonly unknown[]) => unknown;
}

/** Holds a response for one manager. */
export interface Hold {
  /** Takes a call that was made on the response. */
  receive(call: SendingCall): unknown;
  /**
   * Takes a call that was made beneath the hold's own functions: by a wrapper there, or with a function that was read
   * earlier.
   */
  receiveBeneath(call: CaughtCall): unknown;
}

/** All holds of one response. */
export interface Holds {
  /** The last one is the outermost. */
  readonly list: Hold[];
  /**
   * How many of them a call passes. Node's `write` calls `writeHead`, which then belongs to the hold that let `write`
   * through.
   */
  depth: number;
  /** Whether one of them keeps the head back: to those outside it, the head has been sent. */
  keepsHead: boolean;
  /** Whether one of them keeps the end back, likewise. */
  keepsEnd: boolean;
}

/**
 * Every call looks the holds up. They are a property of the response, because a map would be paid for by the garbage
 * collector.
 */
const held = Symbol('held by @sess');
type Holdable = { [held]?: Holds };

export function holdsOf(response: object): Holds | undefined {
  return (response as Holdable)[held];
}

export function addHold(response: object, hold: Hold): void {
  const holds = ((response as Holdable)[held] ??= { list: [], depth: 0, keepsHead: false, keepsEnd: false });
  holds.depth = holds.list.push(hold);
}

/**
 * Whether the headers have been sent, according to Node and the holds. The property `headersSent` is not reliable:
 * `@fastify/express` shadows it with one that is always false.
 */
export function isHeadSent(response: HoldableResponse): boolean {
  if (holdsOf(response)?.keepsHead) return true;
  if (response instanceof http().ServerResponse) return Boolean(getters().headersSent.call(response));
  return isHttp2(response) ? response.stream.headersSent : response.headersSent;
}

/** Whether `end` was called, according to Node and the holds. */
export function isEnded(response: HoldableResponse): boolean {
  if (holdsOf(response)?.keepsEnd) return true;
  if (response instanceof http().ServerResponse) return Boolean(getters().writableEnded.call(response));
  // oxlint-disable-next-line typescript/no-deprecated -- the only other name for it, which other code does not override
  return isHttp2(response) ? response.finished : response.writableEnded;
}

/** Whether the client has disconnected or the response was destroyed, so that nothing can be sent. */
export function hasLeft(response: NodeResponse): boolean {
  return isHttp2(response) ? response.stream.destroyed : response.destroyed;
}

type Getters = Readonly<Record<'headersSent' | 'writableEnded', () => unknown>>;
let nodeGetters: Getters | undefined;

/** Node's own getters, which cannot be shadowed on a response. */
function getters(): Getters {
  return (nodeGetters ??= { headersSent: getterOf('headersSent'), writableEnded: getterOf('writableEnded') });
}

function getterOf(name: keyof Getters): () => unknown {
  let owner: object = http().ServerResponse.prototype;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with each response
  return Object.getOwnPropertyDescriptor(owner, name)!.get!;
}
