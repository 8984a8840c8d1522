import type { Channel } from 'node:diagnostics_channel';
import type { CallScope } from './call-scope.js';

/** Loads one of Node's modules at first use. Importing them all takes longer than importing this package. */
function onFirstUse<Module extends object>(load: () => Module): () => Module {
  let loaded: Module | undefined;
  return () => (loaded ??= load());
}

const hooks = onFirstUse(() => process.getBuiltinModule('node:async_hooks'));
const crypto = onFirstUse(() => process.getBuiltinModule('node:crypto'));
const diagnostics = onFirstUse(() => process.getBuiltinModule('node:diagnostics_channel'));
const events = onFirstUse(() => process.getBuiltinModule('node:events'));
const util = onFirstUse(() => process.getBuiltinModule('node:util'));

// A call of the generator costs more than the bytes, so each call fetches bytes for many keys. No byte is used twice.
const pool = new Uint8Array(4096);
let used = pool.length;

/** @param length - At most a few hundred. */
export function randomBytes(length: number): Uint8Array {
  if (used + length > pool.length) {
    crypto().randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // Bytes that were returned cannot be read here later.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

export function sha256Hex(text: string): string {
  return crypto().hash('sha256', text, 'hex');
}

/** How many properties an unused signal has. */
let untouched: number | undefined;

/**
 * Whether a signal has a listener, or another signal depends on it. `AbortSignal.any` adds no listener: Node notes the
 * dependent signals in a property that the first one adds, and keeps them as long as the signal (nodejs/node issue
 * 55351).
 */
export function isHeard(signal: AbortSignal): boolean {
  untouched ??= Reflect.ownKeys(new AbortController().signal).length;
  return events().getEventListeners(signal, 'abort').length > 0 || Reflect.ownKeys(signal).length > untouched;
}

const showingHidden = { showHidden: true, maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity };

/**
 * Whether an array of two items or more certainly has no further properties but `length`, however long it is. `false`
 * where it has some, and where that is not certain.
 *
 * Engines list such properties only after all indexes. Node does without the indexes in `inspect`: if that shows the
 * hidden `length` and nothing else, there is nothing else.
 */
export function hasNothingBesideItems(array: readonly unknown[]): boolean {
  // `inspect` looks past a proxy, and reads what it finds under these names.
  if (util().types.isProxy(array) || Object.hasOwn(array, 'constructor')) return false;
  if (Object.getOwnPropertySymbols(array).length > 0) return false;
  return util().inspect(array, showingHidden) === `[ ... ${array.length} more items, [length]: ${array.length} ]`;
}

/** Reports the error as a warning of the process, which is visible and does not end the process. */
export function reportError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** Emits a warning of the process. `--disable-warning=<code>` suppresses it. */
export function warn(code: string, text: string): void {
  process.emitWarning(text, { type: 'SessionWarning', code });
}

// Cached, because looking up a channel takes longer than finding that it has no subscriber.
const channels = new Map<string, Channel>();

function channelOf(name: string): Channel {
  let found = channels.get(name);
  if (!found) channels.set(name, (found = diagnostics().channel(name)));
  return found;
}

/** Whether a diagnostics channel has subscribers. */
export function isWatched(name: string): boolean {
  return channelOf(name).hasSubscribers;
}

export function publish(name: string, message: object): void {
  channelOf(name).publish(message);
}

/** Returns a value that belongs to the call in progress, and to everything that it starts. */
export function createCallScope<Value>(): CallScope<Value> {
  return new (hooks().AsyncLocalStorage)<Value>();
}
