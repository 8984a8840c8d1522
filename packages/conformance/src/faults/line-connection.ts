import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than it takes, also on a busy machine. */
const noticeMs = 3000;

/** The server behind the line. */
export interface LineTarget {
  readonly host: string;
  readonly port: number;
}

/** Handles the bytes that arrive at either end. */
interface Passage {
  request(bytes: Buffer): void;
  answer(bytes: Buffer): void;
  over(): void;
}

/** One client's connection through a line, and the matching connection to the server. */
export class LineConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  /** Responses keep their order, whatever the delay of each. */
  #delivered: Promise<unknown> | undefined;

  constructor(client: Socket, target: LineTarget, passage: Passage) {
    this.#client = client;
    this.#server = connect(target.port, target.host);
    client.setNoDelay(true);
    this.#server.setNoDelay(true);
    client.on('data', (bytes) => passage.request(bytes));
    this.#server.on('data', (bytes) => passage.answer(bytes));
    for (const socket of [client, this.#server]) {
      // The other side finds out by itself that the connection was cut.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.cut();
        passage.over();
      });
    }
  }

  ask(bytes: Buffer): void {
    this.#server.write(bytes);
  }

  answer(bytes: Buffer, delay: number): void {
    if (delay === 0 && !this.#delivered) {
      this.#client.write(bytes);
      return;
    }
    const due = performance.now() + delay;
    const deliver = async (): Promise<void> => {
      await sleep(Math.max(0, due - performance.now()), undefined, { ref: false });
      this.#client.write(bytes);
    };
    const delivered = (this.#delivered ?? Promise.resolve()).then(deliver).finally(() => {
      if (this.#delivered === delivered) this.#delivered = undefined;
    });
    this.#delivered = delivered;
  }

  pause(): void {
    for (const socket of [this.#client, this.#server]) socket.pause();
  }

  resume(): void {
    for (const socket of [this.#client, this.#server]) socket.resume();
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Ends the connection and waits until the client has noticed, so that the client does not use it again. */
  async hangUp(): Promise<void> {
    if (this.#client.closed) return;
    const noticed = once(this.#client, 'close', { signal: AbortSignal.timeout(noticeMs) }).catch(() => undefined);
    this.#client.resume();
    this.#client.end();
    await noticed;
    this.cut();
  }
}
