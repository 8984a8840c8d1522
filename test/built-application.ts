import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

export interface Application {
  readonly origin: string;
  stop(): Promise<void>;
}

/** The environment of a program that no test runner has started: Vite and others look at the names. */
function productionEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(VITEST|VITE|TEST|NODE_OPTIONS)/.test(name));
  return {
    ...Object.fromEntries(entries),
    NODE_ENV: 'production',
    ASTRO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** Runs a program of Node that builds the application. @throws with what it has printed, if it fails */
export async function buildApplication(program: string, cwd = process.cwd()): Promise<void> {
  const { bun, deno } = process.versions;
  const node = bun === undefined && deno === undefined ? process.execPath : 'node';
  await promisify(execFile)(node, [program], { cwd, env: productionEnvironment() });
}

/** Starts a built application as `node` does, on a free port, and waits until it responds. */
export async function startApplication(main: string, ...args: readonly string[]): Promise<Application> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...productionEnvironment(), HOST: '127.0.0.1', PORT: String(port), ORIGIN: origin };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  while (
    !(await fetch(origin).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`${main} has ended.`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return {
    origin,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A browser with its cookies, which sends forms as pages of the same site do. */
export class Browser {
  readonly #origin: string;
  cookies: ReadonlyMap<string, string>;

  constructor(origin: string, cookies: ReadonlyMap<string, string> = new Map()) {
    this.#origin = origin;
    this.cookies = cookies;
  }

  /** Returns another browser with the same cookies: a second tab, or a thief. */
  copy(): Browser {
    return new Browser(this.#origin, this.cookies);
  }

  get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    return this.#send(path, {});
  }

  post(path: string, form: Readonly<Record<string, string>> = {}): ReturnType<Browser['get']> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  async #send(path: string, init: RequestInit) {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { origin: this.#origin, accept: 'text/html', ...(cookie && { cookie }) };
    const response = await fetch(new URL(path, this.#origin), { redirect: 'manual', headers, ...init });
    const cookies = new Map(this.cookies);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    this.cookies = cookies;
    return { status: response.status, text: await response.text() };
  }
}
