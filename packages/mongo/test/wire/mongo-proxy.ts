import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { LineTarget } from '@sess/conformance/faults';
import type { Fault } from './fault.js';
import { ProxiedConnection } from './proxied-connection.js';
import { PretendedSet, type Repeats } from './pretended-set.js';
import type { WireDocument } from './wire-message.js';

/** What the server seems to be. The driver numbers and repeats writes only on a replica set. */
export type Topology = 'as it is' | 'alone' | Repeats;

/** A command that the proxy received, and the fault that was applied to it. */
export interface SeenCommand {
  readonly name: string;
  readonly command: WireDocument;
  readonly fault: Fault['kind'] | undefined;
}

interface Rule {
  readonly fits: (name: string) => boolean;
  readonly fault: () => Fault | undefined;
  left: number;
}

/** The commands of the handshake and of the driver's monitoring. */
const handshakeCommands = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions', 'buildInfo']);

/**
 * A proxy between a driver and a server on 127.0.0.1 that reads all messages, so that a test can apply a fault to
 * chosen commands. Without TLS and compression.
 */
export class MongoProxy {
  readonly host = '127.0.0.1';
  readonly seen: SeenCommand[] = [];
  readonly #target: LineTarget;
  readonly #connections = new Set<ProxiedConnection>();
  #rules: Rule[] = [];
  #listener: Server | undefined;
  #port = 0;
  readonly #isPlain: boolean;
  #set: PretendedSet | undefined;
  #isFrozen = false;

  private constructor(target: LineTarget, isPlain: boolean) {
    this.#target = target;
    this.#isPlain = isPlain;
  }

  static async open(target: LineTarget, topology: Topology = 'alone'): Promise<MongoProxy> {
    const isPlain = topology === 'as it is';
    const proxy = new MongoProxy(target, isPlain);
    await proxy.#listen();
    if (!isPlain && topology !== 'alone') proxy.#set = new PretendedSet(`${proxy.host}:${proxy.#port}`, topology);
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** The address for the driver. */
  get url(): string {
    const topology = this.#set ? 'replicaSet=pretended' : 'directConnection=true';
    // An unknown server is checked again soon, so that a test of many faults takes seconds.
    return `mongodb://${this.host}:${this.#port}/?${topology}&minHeartbeatFrequencyMS=20`;
  }

  /** Applies a fault to the next commands of that name. If several rules fit, the earliest applies. */
  fault(command: string, fault: Fault, times = Infinity): void {
    this.#rules.push({ fits: (name) => name === command, fault: () => fault, left: times });
  }

  /** Applies a fault to each command that is not part of the handshake. */
  faultEach(fault: () => Fault | undefined): void {
    this.#rules.push({ fits: (name) => !handshakeCommands.has(name), fault, left: Infinity });
  }

  /** Holds replies back until there are that many. The command of each then has a connection of its own. */
  holdUntil(count: number): void {
    const replies: (() => void)[] = [];
    const hold = (send: () => void): void => {
      replies.push(send);
      if (replies.length === count) replies.forEach((sendOne) => sendOne());
    };
    this.faultEach(() => ({ kind: 'hold', hold }));
  }

  /** Returns the names of the commands since the last call, without those of the handshake. */
  passed(): readonly string[] {
    return this.seen.splice(0).flatMap(({ name }) => (handshakeCommands.has(name) ? [] : [name]));
  }

  /** Cuts connections and refuses new ones. */
  async refuse(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = listener && once(listener, 'close');
    listener?.close();
    await Promise.all([...this.#connections].map((connection) => connection.hangUp()));
    await closed;
  }

  /** Keeps connections and accepts new ones, but passes nothing on, not even a handshake. */
  freeze(): void {
    this.#isFrozen = true;
    for (const connection of this.#connections) connection.pause();
  }

  /** The server reports that it is no longer primary, and refuses writes. */
  stepDown(): void {
    if (this.#set) this.#set.isPrimary = false;
  }

  /** Ends all faults, and passes on the data that `freeze` has held back. */
  async recover(): Promise<void> {
    this.#rules = [];
    this.#isFrozen = false;
    if (this.#set) this.#set.isPrimary = true;
    if (!this.#listener) await this.#listen();
    for (const connection of this.#connections) connection.resume();
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  async #listen(): Promise<void> {
    const listener = createServer((client) => this.#join(client));
    this.#listener = listener;
    listener.listen(this.#port, this.host);
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
  }

  #join(client: Socket): void {
    const server = connect(this.#target.port, this.#target.host);
    const connection: ProxiedConnection = new ProxiedConnection(client, server, {
      set: this.#set,
      isPlain: this.#isPlain,
      faultFor: (name, command) => this.#faultFor(name, command),
      over: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    if (this.#isFrozen) connection.pause();
  }

  #faultFor(name: string, command: WireDocument): Fault | undefined {
    const rule = this.#rules.find(({ fits, left }) => left > 0 && fits(name));
    if (rule) rule.left -= 1;
    const fault = rule?.fault();
    this.seen.push({ name, command, fault: fault?.kind });
    // A loop of writers would fill the memory.
    if (this.seen.length > 1000) this.seen.shift();
    return fault;
  }
}
