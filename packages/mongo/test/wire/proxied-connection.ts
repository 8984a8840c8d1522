import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Fault, refusal } from './fault.js';
import type { PretendedSet } from './pretended-set.js';
import { asStandalone } from './standalone-reply.js';
import { MessageSplitter, readMessage, type WireDocument, type WireMessage, writeMessage } from './wire-message.js';

/** Far longer than it takes, also on a busy machine. */
const noticeMs = 3000;
const isHandshake = /^(hello|ismaster)$/i;
/** The commands that only a primary accepts. These include reads, because the driver reads from the primary. */
const needsPrimary = /^(insert|update|delete|find|aggregate|createIndexes|listIndexes)$/;

interface Passage {
  readonly set: PretendedSet | undefined;
  /** Whether the client may see that the server is part of a set. */
  readonly isPlain: boolean;
  faultFor(name: string, command: WireDocument): Fault | undefined;
  over(): void;
}

/** A request, and what to do with its reply. */
interface SentRequest {
  readonly request: WireMessage;
  readonly fault: Fault | undefined;
}

/** A client's connection through a proxy, and its connection to the server. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #passage: Passage;
  readonly #sent = new Map<number, SentRequest>();

  constructor(client: Socket, server: Socket, passage: Passage) {
    this.#client = client;
    this.#server = server;
    this.#passage = passage;
    const [requests, replies] = [new MessageSplitter(), new MessageSplitter()];
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on('data', (bytes) => requests.push(bytes).forEach((message) => this.#request(message)));
    server.on('data', (bytes) => replies.push(bytes).forEach((message) => this.#reply(message)));
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
    if (fault?.kind === 'reply') return this.#sendReply(request, fault.document);
    if (set && name === 'endSessions') return this.#sendReply(request, { ok: 1 });
    if (set?.isPrimary === false && needsPrimary.test(name)) {
      return this.#sendReply(request, refusal(10_107, 'NotWritablePrimary', 'RetryableWriteError'));
    }
    this.#sent.set(request.requestId, { request, fault });
    const recalled = set?.recall(command);
    if (recalled) this.#pass(request.requestId, { ...request, document: recalled });
    else this.#server.write(set ? writeMessage({ ...request, document: set.strip(command) }) : bytes);
  }

  #reply(bytes: Buffer): void {
    const reply = readMessage(bytes);
    const sent = this.#sent.get(reply.responseTo);
    if (sent) this.#passage.set?.remember(sent.request.document, reply.document);
    this.#pass(reply.responseTo, reply);
  }

  /** Handles a reply of the server on its way to the client. */
  #pass(requestId: number, { document: received }: WireMessage): void {
    const sent = this.#sent.get(requestId);
    this.#sent.delete(requestId);
    if (!sent) return;
    const { request, fault } = sent;
    const shown = this.#passage.isPlain ? received : asStandalone(received);
    const document = isHandshake.test(Object.keys(request.document)[0] ?? '') ? this.#handshake(shown) : shown;
    switch (fault?.kind) {
      case 'withhold the reply':
        return;
      case 'cut after':
        return this.cut();
      case 'hold':
        return fault.hold(() => this.#sendReply(request, document));
      case 'delay':
        setTimeout(() => this.#sendReply(request, document), fault.milliseconds);
        return;
      case 'reply after':
        return this.#sendReply(request, fault.document);
      case 'amend':
        return this.#sendReply(request, { ...document, ...fault.fields });
      case 'garble': {
        const bytes = this.#written(request, document);
        // After header, flags, kind of section and length comes the type of the first field. This is not a type.
        bytes[25] = 0x20;
        this.#client.write(bytes);
        return;
      }
      default:
        this.#sendReply(request, document);
    }
  }

  /** Returns the handshake reply without compression and streaming, which the proxy cannot read. */
  #handshake(received: WireDocument): WireDocument {
    const { topologyVersion: _stream, helloOk: _hello, compression: _compression, ...plain } = received;
    return this.#passage.set?.asPrimary(plain) ?? plain;
  }

  #sendReply(request: WireMessage, document: WireDocument): void {
    if (!this.#client.destroyed) this.#client.write(this.#written(request, document));
  }

  #written(request: WireMessage, document: WireDocument): Buffer {
    const kind = request.kind === 'query' ? 'reply' : 'message';
    return writeMessage({ kind, requestId: request.requestId, responseTo: request.requestId, document });
  }
}
