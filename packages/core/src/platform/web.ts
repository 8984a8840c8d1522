export { sha256 as sha256HexNow } from './sha256.js';

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Says it where uncaught errors are said, where the platform has such a place. */
export function reportError(error: unknown): void {
  const { reportError: report } = globalThis as { reportError?: (error: unknown) => void };
  report?.(error);
}

/** Diagnostics channels are Node's. */
export function publish(_name: string, _message: object): void {}
