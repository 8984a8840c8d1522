import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { LineConnection, type LineTarget } from './line-connection.js';
import type { Asked, WireProtocol } from './wire-protocol.js';

type State = 'fine' | 'refusing' | 'frozen' | 'losing requests' | 'losing answers' | 'losing an answer';

/**
 * A line to a server that breaks in the ways lines break, for the clients that connect to it and for nobody else, and
 * without owning the server: a TCP proxy on a port of 127.0.0.1.
 *
 * Each state lasts until `recover`. What tells requests from greetings, and writes from reads,
 * is the protocol; a line without one can do all but lose something.
 *
 * @example
 * ```ts
 * const line = await FaultyLine.open({ host: '127.0.0.1', port: 6379 }, redisProtocol);
 * const url = `redis://${line.host}:${line.port}`; // for the clients of the store under test
 * await line.refuse();
 * await line.recover();
 * await line.close();
 * ```
 */
export class FaultyLine {
  readonly host = '127.0.0.1';
  readonly #target: LineTarget;
  readonly #protocol: WireProtocol | undefined;
  readonly #connections = new Set<LineConnection>();
  #listener: Server | undefined;
  #port = 0;
  #state: State = 'fine';
  #delay = 0;
  #isClosed = false;

  private constructor(target: LineTarget, protocol: WireProtocol | undefined) {
    this.#target = target;
    this.#protocol = protocol;
  }

  /** Opens a line that is whole. Close it, or it keeps the process running. */
  static async open(target: LineTarget, protocol?: WireProtocol): Promise<FaultyLine> {
    const line = new FaultyLine(target, protocol);
    await line.#listen();
    return line;
  }

  /** Stays the same through all states. */
  get port(): number {
    return this.#port;
  }

  /** Connections are cut, and new ones refused. */
  async refuse(): Promise<void> {
    this.#state = 'refusing';
    await this.#hangUp();
  }

  /** Connections stand and new ones are taken, but not a byte comes through. */
  freeze(): void {
    this.#state = 'frozen';
    for (const connection of this.#connections) connection.pause();
  }

  /** Everything that the server sends comes so many milliseconds later. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Requests never reach the server: once one was sent, the connection is cut. */
  loseRequests(): void {
    this.#lose('losing requests');
  }

  /** Requests are carried out, and instead of an answer the connection is cut. */
  loseAnswers(): void {
    this.#lose('losing answers');
  }

  /** The next write is carried out, and instead of its answer the connection is cut; what comes after goes through. */
  loseNextAnswer(): void {
    this.#lose('losing an answer');
  }

  /** The line is whole again; what was held up by `freeze` comes through now. */
  async recover(): Promise<void> {
    this.#state = 'fine';
    this.#delay = 0;
    if (!this.#listener && !this.#isClosed) await this.#listen();
    for (const connection of this.#connections) connection.resume();
  }

  /** Cuts the connections and gives the port back. Twice is fine. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#hangUp();
  }

  #lose(state: State): void {
    if (!this.#protocol) {
      throw new Error(
        'A line without a protocol knows no request from a greeting: give FaultyLine.open a WireProtocol.',
      );
    }
    this.#state = state;
  }

  async #listen(): Promise<void> {
    const listener = createServer((socket) => this.#join(socket));
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      // Chosen by the system at first, then kept.
      listener.listen(this.#port, this.host, resolve);
    });
    this.#port = (listener.address() as AddressInfo).port;
  }

  async #hangUp(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = listener && once(listener, 'close');
    listener?.close();
    await Promise.all([...this.#connections].map((connection) => connection.hangUp()));
    await closed;
  }

  #join(client: Socket): void {
    let asked: Asked | undefined;
    const connection = new LineConnection(client, this.#target, {
      request: (bytes) => {
        const asks = this.#losesSomething ? this.#protocol?.asks(bytes) : undefined;
        asked = this.#losesSomething ? (asks ?? asked) : undefined;
        if (asks && this.#state === 'losing requests') connection.cut();
        else connection.ask(bytes);
      },
      answer: (bytes) => {
        if (!this.#isLost(asked, bytes)) return connection.answer(bytes, this.#delay);
        if (this.#state === 'losing an answer') this.#state = 'fine';
        return connection.cut();
      },
      over: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    if (this.#state === 'frozen') connection.pause();
  }

  get #losesSomething(): boolean {
    return this.#state.startsWith('losing');
  }

  #isLost(asked: Asked | undefined, answer: Buffer): boolean {
    if (this.#state !== 'losing answers' && this.#state !== 'losing an answer') return false;
    // Not before a write is carried out: until then the server only acknowledges the statement's text.
    if (asked === 'write') return this.#protocol?.acknowledges(answer) === true;
    return asked === 'read' && this.#state === 'losing answers';
  }
}
