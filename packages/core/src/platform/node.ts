import { createHash, randomFillSync } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';

// Each call of the generator costs more than the bytes do, so they are fetched for many keys at once; none is used twice.
const pool = new Uint8Array(4096);
let used = pool.length;

/** @param length - At most a few hundred. */
export function randomBytes(length: number): Uint8Array {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // What was handed out cannot be read here later.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

export function sha256Hex(text: string): string | Promise<string> {
  return sha256HexNow(text);
}

/** The same for code that cannot wait. */
export function sha256HexNow(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Says it on the process's warning channel: visible, and no end of the process. */
export function reportError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

export function publish(name: string, message: object): void {
  channel(name).publish(message);
}
