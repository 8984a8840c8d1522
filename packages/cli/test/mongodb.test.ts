import { RunningServer, skip, startMongodb } from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { codesOf, objectsOf, Project } from './project.js';

it('examines and clears a store in MongoDB', async () => {
  const server = await startMongodb(() => undefined);
  if (!(server instanceof RunningServer)) return skip('sess on MongoDB', server.reason);
  const client = new MongoClient(server.url);
  try {
    const config = `
      import { SessionManager } from '@sess/core';
      import { MongoSessionStore } from '@sess/mongo';
      import { MongoClient } from 'mongodb';
      const client = new MongoClient(${JSON.stringify(server.url)});
      export const store = new MongoSessionStore(client.db('shop').collection('sessions'));
      export const sessions = new SessionManager({ store, storeTimeout: 60_000 });
      export const close = () => client.close();`;
    const project = new Project({ 'sess.config.mjs': config });
    const run = await project.sess('doctor', '--json');
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(codesOf(run)).toEqual(['INDEX_MISSING', 'INDEX_MISSING']);
    const sessions = client.db('shop').collection<{ _id: string }>('sessions');
    const expired = Array.from({ length: 300 }, (_, n) => ({
      _id: String(n).padStart(40, '0'),
      expiresAt: new Date(1),
    }));
    await sessions.insertMany(expired);
    const cleared = await project.sess('clear-expired', '--json');
    expect(objectsOf(cleared).at(-1)).toMatchObject({ type: 'result', status: 'complete', deleted: 300 });
  } finally {
    await client.close();
    await server.stop();
  }
});
