import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { freePort } from './free-port.js';
import { pidFileOf, setKeeper } from './keeper.js';
import { processTree } from './process-tree.js';
import { sayAloud } from './say.js';
import type { ServerKind, ServerPlace } from './server-kind.js';
import { within } from './within.js';

const startLimitMs = 60_000;
const haltLimitMs = 20_000;
const portAttempts = 5;

/** A server that the tests have started. It can be halted, killed, frozen, and restarted on the same port. */
export class RunningServer {
  readonly name: string;
  readonly version: string;
  readonly #kind: ServerKind;
  readonly #place: ServerPlace;
  readonly #dismissKeeper: () => void;
  #port = 0;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(kind: ServerKind, place: ServerPlace, version: string) {
    this.name = kind.name;
    this.version = version;
    this.#kind = kind;
    this.#place = place;
    this.#dismissKeeper = setKeeper(place.folder);
  }

  /** Starts a prepared server on a free port. Tries another port when a process has taken that one meanwhile. */
  static async start(kind: ServerKind, place: ServerPlace, version: string): Promise<RunningServer> {
    const server = new RunningServer(kind, place, version);
    try {
      for (let attempt = 1; ; attempt++) {
        server.#port = await freePort();
        try {
          await server.#launch();
          return server;
        } catch (error) {
          if (attempt === portAttempts || !/in use/i.test(server.#log)) throw error;
        }
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  /** The address for clients, with name and password. */
  get url(): string {
    return this.#kind.url(this.#place, this.#port);
  }

  /** Shuts it down in order. Its data and port are kept for `restart`. */
  async halt(): Promise<void> {
    await this.#end(this.#kind.haltSignal ?? 'SIGTERM');
  }

  /** Ends it as a crash would, whatever it is doing. Committed data and the port are kept for `restart`. */
  async kill(): Promise<void> {
    await this.#end(this.#kind.stopSignal ?? 'SIGKILL');
  }

  /** Halts it if it runs, and starts it again on the same port with the same data. */
  async restart(): Promise<void> {
    await this.halt();
    await this.#launch();
  }

  /** Stops it from responding. Connections stay open, and the kernel accepts new ones. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  /** Undoes `freeze`. */
  resume(): void {
    this.#signal('SIGCONT');
  }

  /** Ends it and removes its data. Can be called twice. */
  async stop(): Promise<void> {
    this.resume();
    await this.kill();
    rmSync(this.#place.folder, { recursive: true, force: true });
    this.#dismissKeeper();
  }

  async #launch(): Promise<void> {
    const { program, folder, user } = this.#place;
    const child = spawn(program, this.#kind.parameters(this.#place, this.#port), {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process session: Ctrl-C in the terminal ends the tests, which then stop their servers.
      detached: true,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    this.#process = child;
    this.#log = '';
    const { ready: sign } = this.#kind;
    let watch: NodeJS.Timeout | undefined;
    const ready = new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        this.#log = (this.#log + chunk.toString()).slice(-20_000);
        if (sign instanceof RegExp && sign.test(this.#log)) resolve();
      };
      const poll = (): void => {
        if (!(sign instanceof RegExp) && child.pid && sign(this.#place, child.pid)) resolve();
      };
      watch = setInterval(poll, 20);
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`${this.name} ended with ${code ?? signal} instead of starting:\n${this.#log}`)),
      );
    });
    if (child.pid) writeFileSync(pidFileOf(folder), String(child.pid));
    const describe = () => `${this.name} did not start within ${startLimitMs / 1000} seconds:\n${this.#log}`;
    await within(startLimitMs, ready, describe).finally(() => clearInterval(watch));
    child.once('close', (code, signal) => {
      if (this.#process !== child) return;
      sayAloud(`${this.name} on 127.0.0.1:${this.#port} has ended by itself, with ${code ?? signal}:\n${this.#log}`);
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), haltLimitMs);
    await ended;
    clearTimeout(limit);
    rmSync(pidFileOf(this.#place.folder), { force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#process?.pid) return;
    // The parent first, so that it starts no more processes meanwhile.
    for (const pid of processTree(this.#process.pid)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended already.
      }
    }
  }
}
