import type { Socket } from 'node:net';
import { type CommandContext, MemcacheConnection } from 'memcache-client';
import type { MemcachedItem } from '../driver.js';
import { isNegativeReply } from './server-reply.js';

/** The key of a command, and the first words of its replies when nothing failed. */
export interface Request {
  readonly key: string;
  readonly replies: readonly string[];
}

/** The first word of a reply's last line, and the item it brought. */
export interface Reply {
  readonly word: string;
  readonly item?: MemcachedItem;
  /** The words of each line of statistics, without the first, which is STAT. */
  readonly stats?: readonly (readonly string[])[];
}

const failures: readonly string[] = ['ERROR', 'CLIENT_ERROR', 'SERVER_ERROR'];
/** After these, memcached reads the value as commands, and replies to them too. */
const endings: readonly string[] = ['ERROR', 'CLIENT_ERROR'];
/** The largest that memcached's `-I` takes. */
const largestValueBytes = 1_073_741_824;

/**
 * A connection of memcache-client that accepts only the replies its commands may have. Replies come in order and have
 * no number, so one line too many would be taken for the reply to the next command, and so on for ever. So an
 * unexpected line ends the connection, and fails the commands that wait on it.
 *
 * memcache-client itself would ignore such a line, print it, or throw where nothing can catch it.
 */
export class StrictConnection extends MemcacheConnection {
  readonly #requests: Request[] = [];
  #problem: UnexpectedReply | undefined;

  /**
   * @param write - Writes the command to the socket. When it throws, nothing waits for a reply.
   * @throws {@link ConnectionOver} when nothing was sent
   */
  exchange(request: Request, write: (socket: Socket) => void): Promise<Reply> {
    if (!this.socket?.writable) throw new ConnectionOver();
    write(this.socket);
    return new Promise((resolve, reject) => {
      const results = Object.create(null) as Record<string, Result>;
      const statistics = results as unknown as Readonly<Record<string, readonly (readonly string[])[]>>;
      const callback: CommandContext['callback'] = (error, tokens?: readonly string[]) => {
        if (!error) return resolve(replyOf(tokens, results[request.key], statistics['STAT']));
        const [refusal] = isNegativeReply(error) ? error.cmdTokens : [];
        if (refusal === undefined || !request.replies.includes(refusal)) return reject(this.#problem ?? error);
        resolve({ word: refusal });
      };
      this.#requests.push(request);
      this.queueCommand({ error: null, results, callback });
    });
  }

  override dequeueCommand(): ReturnType<MemcacheConnection['dequeueCommand']> {
    this.#requests.shift();
    return super.dequeueCommand();
  }

  override processCmd(tokens: string[]): number {
    const [word = ''] = tokens;
    const request = this.#requests[0];
    if (!request || ![...request.replies, ...failures].includes(word)) throw new UnexpectedReply();
    if (word === 'VALUE' && !this.#isItemOf(request, tokens)) throw new UnexpectedReply();
    const result = super.processCmd(tokens);
    if (endings.includes(word)) throw new UnexpectedReply('the connection was ended after an error');
    return result;
  }

  #isItemOf({ key }: Request, [, found, flags, length, cas, ...more]: readonly string[]): boolean {
    const isWhole = [flags, length, cas].every((number) => /^\d{1,20}$/.test(number ?? '')) && more.length === 0;
    const isSecond = Object.keys(this.peekCommand().results).length > 0;
    return isWhole && found === key && !isSecond && Number(length) <= largestValueBytes;
  }

  /** Called for a value that is longer than its line says. */
  override malformDataStream(): never {
    throw new UnexpectedReply();
  }

  /** Called for an empty line. */
  override malformCommand(): never {
    throw new UnexpectedReply();
  }

  override onData(data: Buffer | undefined): void {
    try {
      super.onData(data);
    } catch (thrown) {
      this.#problem = thrown instanceof UnexpectedReply ? thrown : new UnexpectedReply('its reply cannot be read');
      // The rest of the data is not read, and memcache-client fails the commands that wait.
      this.socket?.destroy(this.#problem);
    }
  }

  /** memcache-client leaves the timer of a connection that is still being made, which keeps the process running. */
  override shutdown(): void {
    if (this.isConnecting()) this.socket?.destroy(new Error('the connection was given up'));
    else super.shutdown();
  }
}

export class ConnectionOver extends Error {
  override readonly message = 'the connection closed';
}

/** What memcache-client returns for a VALUE. */
interface Result {
  readonly value: Uint8Array;
  readonly casUniq: string;
}

/** memcache-client reports the words of a success, but not those of the END after values and statistics. */
function replyOf([word]: readonly string[] = ['END'], found?: Result, stats?: Reply['stats']): Reply {
  return {
    word: word ?? '',
    ...(found && { item: { value: found.value, cas: found.casUniq } }),
    ...(stats && { stats }),
  };
}

class UnexpectedReply extends Error {
  // Quotes nothing: where replies are out of step, the line may be part of another user's session.
  constructor(message = 'it sent a reply that does not fit the command. Is it a memcached?') {
    super(message);
  }
}
