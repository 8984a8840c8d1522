import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { LineConnection, type LineTarget } from './line-connection.js';
import type { Asked, WireProtocol } from './wire-protocol.js';

type State = 'fine' | 'refusing' | 'frozen' | 'losing requests' | 'losing answers' | 'losing an answer';

/**
 * A TCP proxy on 127.0.0.1 that fails the way connections fail, only for the clients that connect to it. It needs no
 * control over the server.
 *
 * Each state lasts until `recover`. The protocol distinguishes requests from handshakes, and writes from reads. Without
 * a protocol, a line can do everything except lose requests and responses.
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
  #traffic = 0;
  #isClosed = false;

  private constructor(target: LineTarget, protocol: WireProtocol | undefined) {
    this.#target = target;
    this.#protocol = protocol;
  }

  /** Opens a working line. Close it, or it keeps the process running. */
  static async open(target: LineTarget, protocol?: WireProtocol): Promise<FaultyLine> {
    const line = new FaultyLine(target, protocol);
    await line.#listen();
    return line;
  }

  /** The port, which stays the same in all states. */
  get port(): number {
    return this.#port;
  }

  /** The number of bytes that have come from the server so far, of all connections, delivered or lost. */
  get traffic(): number {
    return this.#traffic;
  }

  /** Whether it can lose requests and responses: it has a protocol. */
  get canLose(): boolean {
    return this.#protocol !== undefined;
  }

  /** Cuts connections and refuses new ones. */
  async refuse(): Promise<void> {
    this.#state = 'refusing';
    await this.#hangUp();
  }

  /** Keeps connections open and accepts new ones, but passes no bytes. */
  freeze(): void {
    this.#state = 'frozen';
    for (const connection of this.#connections) connection.pause();
  }

  /** Delays everything that the server sends by this many milliseconds. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Cuts the connection once a request was sent, before the server receives it. */
  loseRequests(): void {
    this.#lose('losing requests');
  }

  /** Cuts the connection after the server has executed a request, instead of passing the response. */
  loseAnswers(): void {
    this.#lose('losing answers');
  }

  /** Like `loseAnswers`, but only for the next write. Later requests succeed. */
  loseNextAnswer(): void {
    this.#lose('losing an answer');
  }

  /** Makes the line work again. Bytes that `freeze` held back pass now. */
  async recover(): Promise<void> {
    this.#state = 'fine';
    this.#delay = 0;
    if (!this.#listener && !this.#isClosed) await this.#listen();
    for (const connection of this.#connections) connection.resume();
  }

  /** Cuts the connections and releases the port. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#hangUp();
  }

  #lose(state: State): void {
    if (!this.#protocol) {
      throw new Error(
        'A line without a protocol cannot tell a request from a handshake: pass a WireProtocol to FaultyLine.open.',
      );
    }
    this.#state = state;
  }

  async #listen(): Promise<void> {
    const listener = createServer((socket) => this.#join(socket));
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      // The system chooses the port at first; later it stays the same.
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
        this.#traffic += bytes.length;
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
    // Not before the write is executed: until then the server only acknowledges the statement's text.
    if (asked === 'write') return this.#protocol?.acknowledges(answer) === true;
    return asked === 'read' && this.#state === 'losing answers';
  }
}
