import type { CallOptions } from '../contract/call-options.js';

/**
 * Core makes the signal of a call when a store first reads `signal`, because most drivers take none. Under this name
 * its options hold the signal only if it was made. A signal that was never made is not aborted.
 */
export const signalIfMade = Symbol.for('@sess/core: signal if made');

/** @throws the reason of the signal when the call was aborted */
export function throwIfAborted(options: CallOptions | undefined): void {
  if (options === undefined) return;
  const lazy = options as CallOptions & { readonly [signalIfMade]?: AbortSignal | undefined };
  const signal = signalIfMade in options ? lazy[signalIfMade] : options.signal;
  signal?.throwIfAborted();
}
