import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { CommitResult } from '../../src/http/request-binding.js';
import { withSession } from '../../src/node/index.js';
import { FakeSessions, nothing, sidCookie } from './fake-sessions.js';

export const change: CommitResult = { cookies: [sidCookie], accessed: true };

/** Each commit of a request waits for its own gate. */
export function gated(...gates: readonly { readonly passed: Promise<void> }[]): FakeSessions {
  return new FakeSessions((_call, count) => gates[count]?.passed.then(() => (count ? nothing : change)) ?? nothing);
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Serves with a handler whose session is open. */
export function serve(sessions: FakeSessions, handle: Handle): RequestListener {
  return withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
    await sessions.get(request);
    await handle(request, response);
  });
}

/** A connection whose bytes a test can read while they come. */
export class Client {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];
  readonly closed: Promise<unknown>;

  constructor(port: number, text: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (part: Buffer) => this.#parts.push(part));
    this.closed = once(this.#socket, 'close');
    this.#socket.write(text);
  }

  get size(): number {
    return this.#parts.reduce((size, part) => size + part.length, 0);
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString('latin1');
  }

  /** Waits until it has read something that matches. */
  async reads(what: RegExp): Promise<void> {
    while (!what.test(this.text)) await once(this.#socket, 'data');
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  leave(): void {
    this.#socket.destroy();
  }
}
