import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { StoreError } from '@sess/core';
import { isNegativeReply, readRefusal } from './server-reply.js';
import { StrictClient } from './strict-client.js';
import type { Reply, Request } from './strict-connection.js';

/** One command as it is sent, and what is known about it. */
export interface Command extends Request {
  readonly name: string;
  readonly effect: 'read' | 'write';
  readonly bytes: Uint8Array;
}

export interface ServerOptions {
  readonly tls: ConnectionOptions | undefined;
  readonly timeoutMs: number;
  readonly connections: number;
}

const graceMs = 500;

/**
 * One server, through connections of memcache-client, which also reads the replies. The commands are written here,
 * because only then it is known whether one was sent: memcache-client may first wait for a connection, for ever at
 * worst, and rejects alike in both cases.
 */
export class MemcachedServer {
  readonly name: string;
  readonly #client: StrictClient;
  readonly #timeoutMs: number;
  readonly #waiting = new Set<(problem: string) => void>();
  #isClosed = false;

  constructor(name: string, { tls, timeoutMs, connections }: ServerOptions) {
    this.name = name;
    this.#timeoutMs = timeoutMs;
    this.#client = new StrictClient({
      server: name,
      maxConnections: connections,
      // Ours ends the connection, too. After the process was busy, its own would expire before the reply is read.
      cmdTimeout: Number.MAX_SAFE_INTEGER,
      // It comes after ours, and ends a connection that could not be made.
      connectTimeout: timeoutMs + graceMs,
      noDelay: true,
      ...(tls && { tls }),
    });
  }

  /**
   * Sends a command once, and resolves with one of the replies it may have.
   *
   * @throws {@link @sess/core#StoreError} `unknown` for a write that was sent and had no reply
   */
  async send(command: Command): Promise<Reply> {
    if (this.#isClosed) {
      throw new StoreError(`memcached at ${this.name} was not used: the client is closed`, { outcome: 'not-applied' });
    }
    let usedSocket: Socket | undefined;
    let isOver = false;
    let giveUp!: (problem: string) => void;
    const failure = (problem: string, cause?: unknown, isNotDone = false): StoreError => {
      const isUnknown = command.effect === 'write' && usedSocket && !isNotDone;
      const outcome = isUnknown ? 'unknown' : 'not-applied';
      return new StoreError(`memcached at ${this.name} ${problem}`, { outcome, ...(cause !== undefined && { cause }) });
    };
    const givenUp = new Promise<never>((_resolve, reject) => {
      giveUp = (problem) => reject(failure(problem));
    });
    const timeOut = (): void => {
      if (isOver) return;
      // Replies come in order, so nothing that is sent over this connection later would have one.
      usedSocket?.destroy(new Error('another command on its connection had no reply in time'));
      const missing = usedSocket ? `did not reply to "${command.name}"` : 'accepted no connection';
      giveUp(`${missing} within ${this.#timeoutMs} ms (timeoutMs)`);
    };
    // If this process itself was busy for so long, the reply is there and is read next.
    const timer = setTimeout(() => setImmediate(timeOut), this.#timeoutMs);
    this.#waiting.add(giveUp);
    const write = (socket: Socket): void => {
      // The call has already failed as not applied, so nothing may be sent any more.
      if (isOver) throw new Error('too late');
      usedSocket = socket;
      socket.write(command.bytes);
    };
    try {
      // A rejection after the other promise has settled is handled, because `race` listens to both.
      return await Promise.race([this.#client.exchange(command, write, () => !isOver), givenUp]);
    } catch (thrown) {
      if (thrown instanceof StoreError) throw thrown;
      if (!isNegativeReply(thrown)) throw failure(describe(thrown), thrown);
      const { problem, isNotDone } = readRefusal(thrown);
      throw failure(problem, thrown, isNotDone);
    } finally {
      isOver = true;
      clearTimeout(timer);
      this.#waiting.delete(giveUp);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const giveUp of this.#waiting) giveUp('was not waited for: the client was closed meanwhile');
    this.#client.shutdown();
  }
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'failed';
  const { connecting, code } = thrown as { connecting?: boolean; code?: string };
  if (connecting) return `cannot be reached: ${code ?? thrown.message}`;
  return `did not reply: ${thrown.message.replace(/^socket error /, '')}`;
}
