import type * as Crypto from 'node:crypto';
import { type Channel, channel } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';

let loaded: typeof Crypto | undefined;

/** Loaded with the first key, because it takes as long to load as this package. */
function crypto(): typeof Crypto {
  return (loaded ??= process.getBuiltinModule('node:crypto'));
}

// Each call of the generator costs more than the bytes do, so they are fetched for many keys at once; none is used
// twice.
const pool = new Uint8Array(4096);
let used = pool.length;

/** @param length - At most a few hundred. */
export function randomBytes(length: number): Uint8Array {
  if (used + length > pool.length) {
    crypto().randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // What was handed out cannot be read here later.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

export function sha256Hex(text: string): string {
  return crypto().hash('sha256', text, 'hex');
}

/** How many properties a signal has that nobody has done anything with. */
let untouched: number | undefined;

/**
 * Whether anybody listens to a signal, or has made another of it. What `AbortSignal.any` makes is no listener: Node
 * notes it in a property that the first one adds, and forgets none of them before the signal itself (nodejs/node issue
 * 55351).
 */
export function isHeard(signal: AbortSignal): boolean {
  untouched ??= Reflect.ownKeys(new AbortController().signal).length;
  return getEventListeners(signal, 'abort').length > 0 || Reflect.ownKeys(signal).length > untouched;
}

/** Says it on the process's warning channel: visible, and no end of the process. */
export function reportError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** Warns whoever runs the process: `--disable-warning=<code>` keeps it quiet. */
export function warn(code: string, text: string): void {
  process.emitWarning(text, { type: 'SessionWarning', code });
}

// Kept, because to look one up takes longer than to see that nobody listens.
const channels = new Map<string, Channel>();

function channelOf(name: string): Channel {
  let found = channels.get(name);
  if (!found) channels.set(name, (found = channel(name)));
  return found;
}

/** Whether anybody listens on a diagnostics channel. */
export function isWatched(name: string): boolean {
  return channelOf(name).hasSubscribers;
}

export function publish(name: string, message: object): void {
  channelOf(name).publish(message);
}
