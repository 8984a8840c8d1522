import type { Socket } from 'node:net';
import { MemcacheClient, type MemcacheClientOptions, MemcacheNode, type PackedData } from 'memcache-client';
import { ConnectionOver, type Reply, type Request, StrictConnection } from './strict-connection.js';

export interface StrictClientOptions extends Omit<MemcacheClientOptions, 'server'> {
  readonly server: string;
  readonly maxConnections: number;
}

/** A client of memcache-client for one server, over strict connections. It returns values as bytes. */
export class StrictClient extends MemcacheClient {
  readonly #connections: StrictConnections;

  constructor({ server, maxConnections, ...options }: StrictClientOptions) {
    super({ ...options, server });
    this.#connections = new StrictConnections(this, { server, maxConnections });
  }

  /**
   * Waits for a connection, hands it to `write`, and then waits for the reply. While the connection it got is already
   * over and the reply is still wanted, it takes another one.
   */
  async exchange(request: Request, write: (socket: Socket) => void, isWanted: () => boolean): Promise<Reply> {
    // `doCmd` returns what the action returns, though its type does not say so. All its connections are strict ones.
    const action = (connection: unknown): unknown => (connection as StrictConnection).exchange(request, write);
    for (;;) {
      try {
        return (await this.#connections.doCmd(action)) as Reply;
      } catch (thrown) {
        if (!(thrown instanceof ConnectionOver && isWanted())) throw thrown;
      }
      // memcache-client notices a moment later that a connection is over.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      // Nothing would end a connection that is made now.
      if (!isWanted()) throw new ConnectionOver();
    }
  }

  override shutdown(): void {
    this.#connections.shutdown();
  }

  /** memcache-client would decode a value by its flags, whichever client has stored it. */
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
