// Visits the running shop as a browser does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { userEnvironment } from './run-program.js';

/**
 * Starts the shop, puts a hat into the cart twice, signs in and out, and ends it.
 *
 * @param {readonly string[]} command
 * @param {string} cwd
 */
export async function visitShop([program = '', ...parameters], cwd) {
  const child = spawn(program, parameters, { cwd, env: userEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  try {
    const visitor = new Visitor(`http://127.0.0.1:${await portOf(child.stdout)}`);
    assert.deepEqual(await visitor.page(), { cart: {}, owner: null, notice: null });
    assert.equal(visitor.cookies.size, 0, 'a page that changes nothing sets no cookie');
    await visitor.post('/cart/hat');
    await visitor.post('/cart/hat');
    assert.deepEqual(await visitor.page(), {
      cart: { hat: { sku: 'hat', qty: 2 } },
      owner: null,
      notice: 'In your cart.',
    });
    const guest = [...visitor.cookies.values()];
    await visitor.post('/sign-in');
    assert.deepEqual(await visitor.page(), { cart: { hat: { sku: 'hat', qty: 2 } }, owner: 'alice', notice: null });
    assert.notDeepEqual([...visitor.cookies.values()], guest, 'signing in changes the key');
    await visitor.post('/sign-out');
    assert.deepEqual(await visitor.page(), { cart: {}, owner: null, notice: null });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${errors}`, { cause: error });
  } finally {
    child.kill();
  }
}

/** @param {import('node:stream').Readable} output */
async function portOf(output) {
  for await (const line of createInterface(output)) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('The shop ended before it listened.');
}

class Visitor {
  /** @type {Map<string, string>} */
  cookies = new Map();

  /** @param {string} address */
  constructor(address) {
    this.address = address;
  }

  async page() {
    const response = await this.#fetch('/', 'GET');
    assert.equal(response.status, 200);
    return response.json();
  }

  /** @param {string} path */
  async post(path) {
    const response = await this.#fetch(path, 'POST');
    assert.equal(response.status, 302, `${path} redirects`);
    await response.arrayBuffer();
  }

  /** @param {string} path @param {string} method */
  async #fetch(path, method) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.address + path, {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }) },
      signal: AbortSignal.timeout(60_000),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
