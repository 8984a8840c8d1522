import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { StoreError } from '@sess/core';
import { isNegativeAnswer, readRefusal } from './server-answer.js';
import { StrictClient } from './strict-client.js';
import type { Answer, Question } from './strict-connection.js';

/** One command as it goes over the line, and what is known of it. */
export interface Command extends Question {
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
 * One server, through connections of memcache-client, which also reads the answers. The commands are written here,
 * because only so it is known whether one went out: memcache-client may wait for a connection at first, for ever at
 * worst, and says the same of both.
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
      // Its own deadlines come after ours, and end a connection that was not made.
      cmdTimeout: timeoutMs + graceMs,
      connectTimeout: timeoutMs + graceMs,
      noDelay: true,
      ...(tls && { tls }),
    });
  }

  /**
   * Sends a command once, and resolves with one of the answers it may have.
   *
   * @throws {@link @sess/core#StoreError} `unknown` for a write that went out and was not answered.
   */
  async ask(command: Command): Promise<Answer> {
    if (this.#isClosed) {
      throw new StoreError(`memcached at ${this.name} was not asked: the client is closed`, { outcome: 'not-applied' });
    }
    let usedSocket: Socket | undefined;
    let isOver = false;
    let giveUp!: (problem: string) => void;
    const failure = (problem: string, cause?: unknown, isSurelyNotDone = false): StoreError => {
      const isUnknown = command.effect === 'write' && usedSocket && !isSurelyNotDone;
      const outcome = isUnknown ? 'unknown' : 'not-applied';
      return new StoreError(`memcached at ${this.name} ${problem}`, { outcome, ...(cause !== undefined && { cause }) });
    };
    const givenUp = new Promise<never>((_resolve, reject) => {
      giveUp = (problem) => reject(failure(problem));
    });
    const timeOut = (): void => {
      if (isOver) return;
      // Answers come in order, so nothing that is sent over this connection later would have one.
      usedSocket?.destroy(new Error('another command on its connection had no answer in time'));
      const missing = usedSocket ? `did not answer "${command.name}"` : 'took no connection';
      giveUp(`${missing} within ${this.#timeoutMs} ms (timeoutMs)`);
    };
    // Where this process was busy for so long itself, the answer is there and has only to be read, which comes next.
    const timer = setTimeout(() => setImmediate(timeOut), this.#timeoutMs);
    this.#waiting.add(giveUp);
    const send = (socket: Socket): void => {
      // Whoever asked was told already that this did not happen.
      if (isOver) throw new Error('too late');
      usedSocket = socket;
      socket.write(command.bytes);
    };
    try {
      // What rejects after the other has settled is handled: `race` listens to both.
      return await Promise.race([this.#client.ask(command, send, () => !isOver), givenUp]);
    } catch (thrown) {
      if (thrown instanceof StoreError) throw thrown;
      if (!isNegativeAnswer(thrown)) throw failure(describe(thrown), thrown);
      const { problem, isSurelyNotDone } = readRefusal(thrown);
      throw failure(problem, thrown, isSurelyNotDone);
    } finally {
      isOver = true;
      clearTimeout(timer);
      this.#waiting.delete(giveUp);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const giveUp of this.#waiting) giveUp('was left: the client was closed meanwhile');
    this.#client.shutdown();
  }
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'failed';
  const { connecting, code } = thrown as { connecting?: boolean; code?: string };
  if (connecting) return `cannot be reached: ${code ?? thrown.message}`;
  return `did not answer: ${thrown.message.replace(/^socket error /, '')}`;
}
