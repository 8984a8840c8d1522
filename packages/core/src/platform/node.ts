import { createHash, randomFillSync } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';

export function randomBytes(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}

export function sha256Hex(text: string): string | Promise<string> {
  return createHash('sha256').update(text).digest('hex');
}

/** Says it on the process's warning channel: visible, and no end of the process. */
export function reportError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

export function publish(name: string, message: object): void {
  channel(name).publish(message);
}
