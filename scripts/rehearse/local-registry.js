// A registry on this machine: what is published here is served from a temporary folder, and every other package comes
// from the registry that npm is configured for.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { userEnvironment } from './run-program.js';

/** Where the rehearsal publishes to and installs from. */
export class LocalRegistry {
  /** How many further packages may be published before the registry refuses. */
  #accepted = Number.POSITIVE_INFINITY;
  #server;

  /** @param {import('node:http').Server} verdaccio which is never listened on itself */
  constructor(verdaccio) {
    this.#server = createServer((request, response) => {
      if (request.method === 'PUT' && request.url?.startsWith('/@sess') && --this.#accepted < 0) {
        // 403, because npm tries again by itself after a 5xx.
        response.writeHead(403, { 'content-type': 'application/json' }).end('{"error":"The rehearsal refuses this."}');
        return;
      }
      verdaccio.emit('request', request, response);
    });
  }

  /** @param {string} folder for what is stored */
  static async start(folder) {
    mkdirSync(folder, { recursive: true });
    const upstream = execFileSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      env: userEnvironment(),
    }).trim();
    const configuration = {
      self_path: folder,
      storage: join(folder, 'storage'),
      uplinks: { upstream: { url: upstream, maxage: '1h', timeout: '60s', max_fails: 20 } },
      packages: {
        // Nothing of ours comes from elsewhere, even when it is published there.
        '@sess/*': { access: '$all', publish: '$all', unpublish: '$all' },
        '**': { access: '$all', proxy: 'upstream' },
      },
      max_body_size: '100mb',
      web: { enable: false },
      auth: {},
      log: { type: 'file', path: join(folder, 'registry.log'), level: 'warn' },
    };
    /** @type {unknown} */
    const verdaccio = await runServer(configuration);
    const registry = new LocalRegistry(/** @type {import('node:http').Server} */ (verdaccio));
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  get port() {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The registry does not listen.');
    return address.port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** @param {number} count of packages that may still be published; then it refuses until `acceptAll` */
  refuseAfter(count) {
    this.#accepted = count;
  }

  acceptAll() {
    this.#accepted = Number.POSITIVE_INFINITY;
  }

  /** Ends it. What it stored stays in the folder. */
  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
