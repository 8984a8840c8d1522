import { connect } from 'node:net';
import { expect } from 'vitest';
import type { RunningServer } from '../src/running-server.js';

type Reaction = 'refuses' | 'responds' | 'is silent';

/** Connects and sends a message: does the port refuse, does the server send something, or is it silent for a second? */
function knock(server: RunningServer, message: Uint8Array): Promise<Reaction> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    const settle = (reaction: Reaction) => {
      socket.destroy();
      resolve(reaction);
    };
    socket.on('connect', () => socket.write(message));
    socket.on('data', () => settle('responds'));
    socket.on('error', () => settle('refuses'));
    socket.setTimeout(1000, () => settle('is silent'));
  });
}

/**
 * Freezes, resumes, halts, kills and restarts a server, and stops it at the end.
 *
 * @param message - One that the server responds to.
 */
export async function expectFullLife(server: RunningServer, message: Uint8Array): Promise<void> {
  const expectIt = async (reaction: Reaction) => expect(await knock(server, message)).toBe(reaction);
  try {
    const { port } = server;
    await expectIt('responds');
    server.freeze();
    await expectIt('is silent');
    server.resume();
    await expectIt('responds');
    for (const end of ['halt', 'kill'] as const) {
      await server[end]();
      await expectIt('refuses');
      await server.restart();
      expect(server.port).toBe(port);
      await expectIt('responds');
    }
  } finally {
    await server.stop();
  }
  await expectIt('refuses');
  await server.stop();
}
