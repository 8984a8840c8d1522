import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';
import type { ServerKind } from './server-kind.js';

type State = 'fine' | 'refusing' | 'frozen' | 'losing answers' | 'losing an answer';

const noticeMs = 500;

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A line to a server that can be broken in the ways lines break, for one group of clients and nobody else, and without
 * owning the server.
 */
export class FaultyLine {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #kind: Pick<ServerKind, 'acknowledges'>;
  readonly #connections = new Set<Connection>();
  #listener: Server | undefined;
  #port = 0;
  #state: State = 'fine';

  private constructor(
    target: { readonly host: string; readonly port: number },
    kind: Pick<ServerKind, 'acknowledges'>,
  ) {
    this.#target = target;
    this.#kind = kind;
  }

  static async open(
    target: { readonly host: string; readonly port: number },
    kind: Pick<ServerKind, 'acknowledges'>,
  ): Promise<FaultyLine> {
    const line = new FaultyLine(target, kind);
    line.#port = await freePort();
    await line.#listen();
    return line;
  }

  readonly host = '127.0.0.1';

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
    for (const { client, server } of this.#connections) for (const socket of [client, server]) socket.pause();
  }

  /** Statements are carried out, and instead of an answer the connection is cut. */
  loseAnswers(): void {
    this.#state = 'losing answers';
  }

  /** The next write is carried out, and instead of its answer the connection is cut; what comes after goes through. */
  loseNextAnswer(): void {
    this.#state = 'losing an answer';
  }

  /** The line is whole again; what was held up by `freeze` comes through now. */
  async recover(): Promise<void> {
    const before = this.#state;
    this.#state = 'fine';
    if (before === 'refusing') await this.#listen();
    for (const { client, server } of this.#connections) for (const socket of [client, server]) socket.resume();
  }

  async close(): Promise<void> {
    await this.#hangUp();
  }

  async #listen(): Promise<void> {
    const listener = createServer((client) => this.#join(client));
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(this.#port, this.host, resolve);
    });
  }

  async #hangUp(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = listener && once(listener, 'close');
    listener?.close();
    await Promise.all([...this.#connections].map(hangUp));
    await closed;
  }

  get #losesAnswers(): boolean {
    return this.#state === 'losing answers' || this.#state === 'losing an answer';
  }

  #isLost(asked: 'nothing' | 'to read' | 'to write', answer: Buffer): boolean {
    // Not before a write is carried out: until then the server only acknowledges the statement's text.
    if (asked === 'to write') return this.#kind.acknowledges(answer);
    return asked === 'to read' && this.#state === 'losing answers';
  }

  #join(client: Socket): void {
    const connection = { client, server: connect(this.#target.port, this.#target.host) };
    const { server } = connection;
    this.#connections.add(connection);
    let asked: 'nothing' | 'to read' | 'to write' = 'nothing';
    client.on('data', (bytes) => {
      if (this.#losesAnswers) asked = whatIsAsked(bytes.toString('latin1')) ?? asked;
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (this.#losesAnswers && this.#isLost(asked, bytes)) {
        if (this.#state === 'losing an answer') this.#state = 'fine';
        cut(connection);
      } else {
        client.write(bytes);
      }
    });
    for (const socket of [client, server]) {
      // What a cut connection says is for the other side to find out.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        cut(connection);
        this.#connections.delete(connection);
      });
      if (this.#state === 'frozen') socket.pause();
    }
  }
}

function whatIsAsked(text: string): 'to read' | 'to write' | undefined {
  if (/\b(INSERT INTO|UPDATE|DELETE FROM)\b/.test(text)) return 'to write';
  return /\bSELECT\b/.test(text) ? 'to read' : undefined;
}

/** Ends a connection and waits until its client has noticed, so that none is met again that is over. */
async function hangUp(connection: Connection): Promise<void> {
  const { client } = connection;
  if (client.closed) return;
  const noticed = once(client, 'close', { signal: AbortSignal.timeout(noticeMs) }).catch(() => undefined);
  client.resume();
  client.end();
  await noticed;
  cut(connection);
}

function cut({ client, server }: Connection): void {
  client.destroy();
  server.destroy();
}
