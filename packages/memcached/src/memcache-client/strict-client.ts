import type { Socket } from 'node:net';
import { MemcacheClient, type MemcacheClientOptions, MemcacheNode, type PackedData } from 'memcache-client';
import { type Answer, ConnectionOver, type Question, StrictConnection } from './strict-connection.js';

export interface StrictClientOptions extends Omit<MemcacheClientOptions, 'server'> {
  readonly server: string;
  readonly maxConnections: number;
}

/** A client of memcache-client for one server, over strict connections, which leaves values as the bytes they are. */
export class StrictClient extends MemcacheClient {
  readonly #connections: StrictConnections;

  constructor({ server, maxConnections, ...options }: StrictClientOptions) {
    super({ ...options, server });
    this.#connections = new StrictConnections(this, { server, maxConnections });
  }

  /**
   * Waits for a connection, hands it to `send`, and then waits for the answer. While the connection that it got is over
   * already and somebody still wants the answer, it takes another one.
   */
  async ask(question: Question, send: (socket: Socket) => void, isWanted: () => boolean): Promise<Answer> {
    // It answers with what the action does, though its type does not say so; and it has made all its connections itself.
    const ask = (connection: unknown): unknown => (connection as StrictConnection).ask(question, send);
    for (;;) {
      try {
        return (await this.#connections.doCmd(ask)) as Answer;
      } catch (thrown) {
        if (!(thrown instanceof ConnectionOver && isWanted())) throw thrown;
      }
      // memcache-client learns a moment later that a connection is over.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      // Nobody would end a connection that is made now.
      if (!isWanted()) throw new ConnectionOver();
    }
  }

  override shutdown(): void {
    this.#connections.shutdown();
  }

  /** memcache-client decodes by the flags that a value was stored with, whoever stored it. */
  override _unpackValue({ data }: PackedData): Buffer {
    return Buffer.isBuffer(data) ? data : Buffer.from(data);
  }
}

class StrictConnections extends MemcacheNode {
  override _connect(server: string): ReturnType<MemcacheNode['_connect']> {
    const connection = new StrictConnection(this.client, this);
    this.connections.push(connection);
    return connection.connect(server);
  }
}
