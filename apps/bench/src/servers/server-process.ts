import { type ChildProcess, fork } from 'node:child_process';
import { nextMessage } from '../child-message.js';
import type { ApplicationName } from './applications.js';
import type { RequestKind } from './request-kinds.js';
import { connections, sendRequests } from './send-requests.js';

/** An application in its own process, and visitors who each have a session. */
export class ServerProcess {
  readonly name: ApplicationName;
  readonly #child: ChildProcess;
  readonly #origin: string;
  readonly #cookies: readonly string[];

  private constructor(name: ApplicationName, child: ChildProcess, origin: string, cookies: readonly string[]) {
    this.name = name;
    this.#child = child;
    this.#origin = origin;
    this.#cookies = cookies;
  }

  /** @param address - Where the server runs that stores the sessions. */
  static async start(name: ApplicationName, address: string): Promise<ServerProcess> {
    const child = fork(new URL('serve.ts', import.meta.url), [name, address]);
    try {
      const origin = `http://127.0.0.1:${String(await nextMessage(child, name))}`;
      const cookies: string[] = [];
      for (let visitor = 0; visitor < connections; visitor++) {
        const response = await fetch(`${origin}/start`, { signal: AbortSignal.timeout(10_000) });
        if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
        // Applications without sessions set no cookie.
        const [cookie] = response.headers.getSetCookie();
        if (cookie !== undefined) cookies.push(cookie.split(';', 1)[0]!);
      }
      return new ServerProcess(name, child, origin, cookies);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Microseconds of CPU time that the server spends on one request. */
  async cost(kind: RequestKind, requests: number): Promise<number> {
    const before = await this.#cpuMicroseconds();
    await sendRequests(`${this.#origin}/${kind}`, this.#cookies, requests);
    return ((await this.#cpuMicroseconds()) - before) / requests;
  }

  stop(): void {
    this.#child.kill();
  }

  async #cpuMicroseconds(): Promise<number> {
    this.#child.send('cpu');
    const { user, system } = (await nextMessage(this.#child, this.name)) as NodeJS.CpuUsage;
    return user + system;
  }
}
