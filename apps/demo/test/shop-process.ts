import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const running = new Set<ChildProcess>();

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The shop in its own process, as `pnpm demo` starts it. */
export class ShopProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #output = '';

  /** The environment's own settings of the shop do not apply. */
  constructor(settings: Readonly<Record<string, string>>) {
    const { PORT: _port, SESS_STORE: _store, SESS_FILE: _file, SESS_KEY: _key, ...environment } = process.env;
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=sess-source', 'src/main.ts'], {
      cwd: home,
      env: { ...environment, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.#output += String(chunk)));
    this.#child = child;
    this.#ended = once(child, 'close').then(([code]) => {
      running.delete(child);
      return { code: code as number | null, output: this.#output };
    });
  }

  get output(): string {
    return this.#output;
  }

  /** Waits for the address that it prints. @throws Error with its output when it ends before */
  async open(): Promise<string> {
    const printed = () => /is open:\s+(http:\S+)[^]*\n\n/.exec(this.#output)?.[1];
    while (!printed()) {
      const next = this.#child.stdout && once(this.#child.stdout, 'data').then(() => undefined);
      const ended = await Promise.race([next, this.#ended]);
      if (ended) throw new Error(`The shop ended with ${ended.code}: ${ended.output}`);
    }
    return printed()!;
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Sends the signal of Ctrl-C. */
  stop(): Promise<Ended> {
    this.#child.kill('SIGINT');
    return this.#ended;
  }
}

/** Ends the shops that a failed test left running. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => (child.kill('SIGKILL'), once(child, 'close'))));
}
