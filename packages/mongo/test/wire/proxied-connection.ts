import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Fault, refusal } from './fault.js';
import type { PretendedSet } from './pretended-set.js';
import { MessageSplitter, readMessage, type WireDocument, type WireMessage, writeMessage } from './wire-message.js';

const noticeMs = 500;
const isGreeting = /^(hello|ismaster)$/i;
/** The commands that only a primary accepts; `find` too, because the driver asks for the primary. */
const needsPrimary = /^(insert|update|delete|find|createIndexes|listIndexes)$/;

interface Passage {
  readonly set: PretendedSet | undefined;
  faultFor(name: string, command: WireDocument): Fault | undefined;
  over(): void;
}

/** A request, and what to do with its reply. */
interface Asked {
  readonly request: WireMessage;
  readonly fault: Fault | undefined;
}

/** A client's connection through a proxy, and its connection to the server. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #passage: Passage;
  readonly #asked = new Map<number, Asked>();

  constructor(client: Socket, server: Socket, passage: Passage) {
    this.#client = client;
    this.#server = server;
    this.#passage = passage;
    const [requests, answers] = [new MessageSplitter(), new MessageSplitter()];
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on('data', (bytes) => requests.push(bytes).forEach((message) => this.#request(message)));
    server.on('data', (bytes) => answers.push(bytes).forEach((message) => this.#answer(message)));
    for (const socket of [client, server]) {
      // The other side notices by itself that the connection was cut.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.cut();
        passage.over();
      });
    }
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

  /** Ends the connection, and waits until its client has noticed, so that it is not used again. */
  async hangUp(): Promise<void> {
    if (this.#client.closed) return;
    const noticed = once(this.#client, 'close', { signal: AbortSignal.timeout(noticeMs) }).catch(() => undefined);
    this.#client.resume();
    this.#client.end();
    await noticed;
    this.cut();
  }

  #request(bytes: Buffer): void {
    const request = readMessage(bytes);
    const command = request.document;
    const [name = ''] = Object.keys(command);
    const { set } = this.#passage;
    const fault = this.#passage.faultFor(name, command);
    if (fault?.kind === 'swallow') return;
    if (fault?.kind === 'cut before') return this.cut();
    if (fault?.kind === 'answer') return this.#say(request, fault.document);
    if (set && name === 'endSessions') return this.#say(request, { ok: 1 });
    if (set?.isPrimary === false && needsPrimary.test(name)) {
      return this.#say(request, refusal(10_107, 'NotWritablePrimary', 'RetryableWriteError'));
    }
    this.#asked.set(request.requestId, { request, fault });
    const recalled = set?.recall(command);
    if (recalled) this.#pass(request.requestId, { ...request, document: recalled });
    else this.#server.write(set ? writeMessage({ ...request, document: set.strip(command) }) : bytes);
  }

  #answer(bytes: Buffer): void {
    const answer = readMessage(bytes);
    const asked = this.#asked.get(answer.responseTo);
    if (asked) this.#passage.set?.remember(asked.request.document, answer.document);
    this.#pass(answer.responseTo, answer);
  }

  /** Handles a reply of the server on its way to the client. */
  #pass(requestId: number, { document: said }: WireMessage): void {
    const asked = this.#asked.get(requestId);
    this.#asked.delete(requestId);
    if (!asked) return;
    const { request, fault } = asked;
    const document = isGreeting.test(Object.keys(request.document)[0] ?? '') ? this.#greeting(said) : said;
    switch (fault?.kind) {
      case 'keep the answer':
        return;
      case 'cut after':
        return this.cut();
      case 'delay':
        setTimeout(() => this.#say(request, document), fault.milliseconds);
        return;
      case 'answer after':
        return this.#say(request, fault.document);
      case 'amend':
        return this.#say(request, { ...document, ...fault.fields });
      case 'garble': {
        const bytes = this.#written(request, document);
        // After header, flags, kind of section and length comes the type of the first field. This is not a type.
        bytes[25] = 0x20;
        this.#client.write(bytes);
        return;
      }
      default:
        this.#say(request, document);
    }
  }

  /** Removes what a proxy cannot read: compression, and streamed handshakes. */
  #greeting(said: WireDocument): WireDocument {
    const { topologyVersion: _stream, helloOk: _hello, compression: _compression, ...plain } = said;
    return this.#passage.set?.greet(plain) ?? plain;
  }

  #say(request: WireMessage, document: WireDocument): void {
    if (!this.#client.destroyed) this.#client.write(this.#written(request, document));
  }

  #written(request: WireMessage, document: WireDocument): Buffer {
    const kind = request.kind === 'query' ? 'reply' : 'message';
    return writeMessage({ kind, requestId: request.requestId, responseTo: request.requestId, document });
  }
}
