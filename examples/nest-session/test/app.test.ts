import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { MemorySessionStore, StoreError } from '@sess/core';
import supertest from 'supertest';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../src/app.js';
import { createSessionMiddleware } from '../src/sessions.js';

// Nest logs the error of the store that is down.
Logger.overrideLogger(false);

async function open() {
  const store = new MemorySessionStore();
  const app = await createApp(createSessionMiddleware('for tests', store));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const server = app.getHttpServer() as Server;
  return { agent: supertest.agent(server), another: () => supertest.agent(server), store };
}

type Agent = ReturnType<typeof supertest.agent>;

const signIn = (agent: Agent, password = 'wonderland') => agent.post('/login').send({ name: 'alice', password });
const statusOf = async (agent: Agent, path = '/notes') => (await agent.get(path)).status;
const notesOf = async (agent: Agent) => (await agent.get('/notes')).body as unknown;

it('lets a user in who has signed in', async () => {
  const { agent } = await open();
  expect(await statusOf(agent)).toBe(401);
  expect((await signIn(agent, 'wrong')).status).toBe(401);
  expect((await signIn(agent)).body).toEqual({ name: 'alice' });
  expect(await notesOf(agent)).toEqual([]);
});

it('keeps what a handler pushes', async () => {
  const { agent } = await open();
  await signIn(agent);
  await agent.post('/notes').send({ text: 'one' });
  expect((await agent.post('/notes').send({ text: 'two' })).body).toEqual(['one', 'two']);
  expect(await notesOf(agent)).toEqual(['one', 'two']);
});

it('signs in under a new cookie, with an empty session', async () => {
  const { agent } = await open();
  const first = await signIn(agent);
  await agent.post('/notes').send({ text: 'one' });
  const second = await signIn(agent);
  expect(second.headers['set-cookie']).not.toEqual(first.headers['set-cookie']);
  expect(await notesOf(agent)).toEqual([]);
});

it('signs out', async () => {
  const { agent } = await open();
  await signIn(agent);
  expect((await agent.post('/logout')).status).toBe(204);
  expect(await statusOf(agent)).toBe(401);
});

it('signs out everywhere', async () => {
  const { agent, another } = await open();
  const other = another();
  await Promise.all([signIn(agent), signIn(other)]);
  const devices = (await agent.get('/devices')).body as { isThisOne: boolean }[];
  expect([devices.length, devices.filter(({ isThisOne }) => isThisOne).length]).toEqual([2, 1]);
  expect((await agent.delete('/devices')).body).toEqual({ ended: 2 });
  expect([await statusOf(agent), await statusOf(other)]).toEqual([401, 401]);
});

it('responds with 503 while the store is down, and has the user back afterwards', async () => {
  const { agent, store } = await open();
  await signIn(agent);
  const load = store.load.bind(store);
  store.load = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
  expect(await statusOf(agent)).toBe(503);
  store.load = load;
  expect(await statusOf(agent)).toBe(200);
});
