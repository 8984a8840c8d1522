import type { NodeResponse } from '@sess/core/node';

/**
 * Makes a second `end` do nothing, as express-session does. Node reports one with a chunk by an `error` event, which
 * ends the process if nothing listens to it. All other errors stay as they are.
 */
export function ignoreSecondEnd(response: NodeResponse): void {
  // In a handshake it may be any object.
  if (typeof (response as Partial<NodeResponse>).on === 'function') response.on('error', ignoreWriteAfterEnd);
}

/** Not a closure, because every request gets one. */
function ignoreWriteAfterEnd(this: NodeResponse, error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_WRITE_AFTER_END' && this.listenerCount('error') === 1) throw error;
}
