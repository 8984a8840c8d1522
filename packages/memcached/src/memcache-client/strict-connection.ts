import type { Socket } from 'node:net';
import { type CommandContext, MemcacheConnection } from 'memcache-client';
import type { MemcachedItem } from '../memcached-client.js';
import { isNegativeAnswer } from './server-answer.js';

/** What is asked about, and the words that an answer to it begins with when nothing failed. */
export interface Question {
  readonly key: string;
  readonly answers: readonly string[];
}

/** The first word of an answer's last line, and what it brought. */
export interface Answer {
  readonly word: string;
  readonly item?: MemcachedItem;
}

const failures: readonly string[] = ['ERROR', 'CLIENT_ERROR', 'SERVER_ERROR'];
/** After these memcached reads on where the value began, takes what stands there for commands, and answers them too. */
const endings: readonly string[] = ['ERROR', 'CLIENT_ERROR'];
/** The largest that memcached's `-I` takes. */
const largestValueBytes = 1_073_741_824;

/**
 * A connection of memcache-client that believes only what answers its questions. Answers come in order and carry no
 * number, so one line too many would be taken for the answer to the next command, and so on for ever. What nobody asked
 * for therefore ends the connection, and fails what waits on it.
 *
 * memcache-client itself would pass over such a line, print it, or throw where nobody can catch it.
 */
export class StrictConnection extends MemcacheConnection {
  readonly #questions: Question[] = [];
  #problem: NoAnswer | undefined;

  /**
   * @param send - Sends the command; when it throws, nothing waits for an answer.
   * @throws {@link ConnectionOver} Nothing was sent.
   */
  ask(question: Question, send: (socket: Socket) => void): Promise<Answer> {
    if (!this.socket?.writable) throw new ConnectionOver();
    send(this.socket);
    return new Promise((resolve, reject) => {
      const results = Object.create(null) as Record<string, Result>;
      const callback: CommandContext['callback'] = (error, tokens?: readonly string[]) => {
        if (!error) return resolve(answerOf(tokens, results[question.key]));
        const [refusal] = isNegativeAnswer(error) ? error.cmdTokens : [];
        if (refusal === undefined || !question.answers.includes(refusal)) return reject(this.#problem ?? error);
        resolve({ word: refusal });
      };
      this.#questions.push(question);
      this.queueCommand({ error: null, results, callback });
    });
  }

  override dequeueCommand(): ReturnType<MemcacheConnection['dequeueCommand']> {
    this.#questions.shift();
    return super.dequeueCommand();
  }

  override processCmd(tokens: string[]): number {
    const [word = ''] = tokens;
    const question = this.#questions[0];
    if (!question || ![...question.answers, ...failures].includes(word)) throw new NoAnswer();
    if (word === 'VALUE' && !this.#isItemOf(question, tokens)) throw new NoAnswer();
    const result = super.processCmd(tokens);
    if (endings.includes(word)) throw new NoAnswer('the connection was ended after an error');
    return result;
  }

  #isItemOf({ key }: Question, [, found, flags, length, cas, ...more]: readonly string[]): boolean {
    const isWhole = [flags, length, cas].every((number) => /^\d{1,20}$/.test(number ?? '')) && more.length === 0;
    const isSecond = Object.keys(this.peekCommand().results).length > 0;
    return isWhole && found === key && !isSecond && Number(length) <= largestValueBytes;
  }

  /** A value that is longer than was said. */
  override malformDataStream(): never {
    throw new NoAnswer();
  }

  /** An empty line. */
  override malformCommand(): never {
    throw new NoAnswer();
  }

  override onData(data: Buffer | undefined): void {
    try {
      super.onData(data);
    } catch (thrown) {
      this.#problem = thrown instanceof NoAnswer ? thrown : new NoAnswer('its answer cannot be read');
      // What came with it is not read any more, and memcache-client fails what waits.
      this.socket?.destroy(this.#problem);
    }
  }

  /** memcache-client lets the deadline of a connection in the making run on, and the process with it. */
  override shutdown(): void {
    if (this.isConnecting()) this.socket?.destroy(new Error('the connection was given up'));
    else super.shutdown();
  }
}

export class ConnectionOver extends Error {
  override readonly message = 'the connection closed';
}

/** What memcache-client makes of a VALUE. */
interface Result {
  readonly value: Uint8Array;
  readonly casUniq: string;
}

/** memcache-client tells the words of a success, and of the END of values none. */
function answerOf([word]: readonly string[] = ['END'], found?: Result): Answer {
  return { word: word ?? '', ...(found && { item: { value: found.value, cas: found.casUniq } }) };
}

class NoAnswer extends Error {
  // Quotes nothing: where answers are out of step, it may be somebody's session.
  constructor(message = 'it sent what is no answer to what was asked. Is it a memcached?') {
    super(message);
  }
}
