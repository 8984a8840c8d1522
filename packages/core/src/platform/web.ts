import type { CallScope } from './call-scope.js';

export { sha256 as sha256Hex } from './sha256.js';

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** The web cannot find out, so it may be. */
export function isHeard(_signal: AbortSignal): boolean {
  return true;
}

/** Could only be found by listing all keys, which takes too long. */
export function hasNothingBesideItems(_array: readonly unknown[]): boolean {
  return false;
}

/** Reports the error where the platform reports uncaught errors, if it does. */
export function reportError(error: unknown): void {
  const { reportError: report } = globalThis as { reportError?: (error: unknown) => void };
  report?.(error);
}

export function warn(code: string, text: string): void {
  // oxlint-disable-next-line no-console -- the only place for warnings that every platform has
  console.warn(`[${code}] ${text}`);
}

/** Only Node has diagnostics channels. */
export function isWatched(_name: string): boolean {
  return false;
}

export function publish(_name: string, _message: object): void {}

/** Most platforms have Node's class. Next.js makes it global on each of its own. */
export function createCallScope<Value>(): CallScope<Value> {
  const { AsyncLocalStorage } = globalThis as { AsyncLocalStorage?: new () => CallScope<Value> };
  if (AsyncLocalStorage) return new AsyncLocalStorage();
  return { run: (_value, call) => call(), getStore: () => undefined };
}
