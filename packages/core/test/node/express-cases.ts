import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import express from 'express';
import type { Case, Scene } from './scene.js';

const file = fileURLToPath(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const name = 'express-cases.ts';
const serveFolder = express.static(folder, { dotfiles: 'ignore' });

function express5Response({ response }: Pick<Scene, 'response'>): Response {
  return response as Response;
}

/** What Express adds; the same in 4 and 5. */
export const expressCases: readonly Case[] = [
  { name: 'send and json', requests: [{ path: '/json' }, { path: '/text' }], handle: sendOrJson },
  {
    name: 'a fresh answer is a 304',
    requests: [{ headers: { 'If-None-Match': 'W/"c-Lve95gjOVATpfV8EL5X4nxwjKHE"' } }],
    handle: async (scene) => (await scene.touch(), express5Response(scene).send('Hello World!')),
  },
  { name: 'redirect', handle: async (scene) => (await scene.touch(), express5Response(scene).redirect(303, '/cart')) },
  { name: 'sendStatus', handle: async (scene) => (await scene.touch(), express5Response(scene).sendStatus(404)) },
  {
    name: 'cookies of the application',
    handle: async (scene) => {
      await scene.touch();
      express5Response(scene).cookie('theme', 'dark').cookie('size', '10').send('ok');
    },
  },
  {
    name: 'sendFile: whole, by HEAD, in ranges, not at all',
    requests: [
      {},
      { method: 'HEAD' },
      { headers: { Range: 'bytes=0-99' } },
      { headers: { Range: 'bytes=-50' } },
      { headers: { Range: 'bytes=9999999-' } },
      { headers: { 'If-Modified-Since': new Date(Date.now() + 60_000).toUTCString() } },
    ],
    handle: async (scene) => {
      await scene.touch();
      express5Response(scene).sendFile(file, (error?: NodeJS.ErrnoException) => {
        scene.note('sendFile is over', error?.message);
        if (error && !scene.response.headersSent) scene.response.writeHead(416).end('no such range');
      });
    },
  },
  {
    name: 'static: whole, in a range, not modified, not found',
    requests: [
      { path: `/${name}` },
      { path: `/${name}`, headers: { Range: 'bytes=10-19' } },
      { path: `/${name}`, headers: { 'If-Modified-Since': new Date(Date.now() + 60_000).toUTCString() } },
      { path: '/nothing-here' },
    ],
    handle: async (scene) => {
      await scene.touch();
      serveFolder(scene.request, express5Response(scene), (error?: unknown) => {
        scene.note('static goes on', error);
        scene.response.writeHead(404).end('not found');
      });
    },
  },
  {
    name: 'a stream of events, flushed one by one',
    async handle(scene) {
      await scene.touch();
      const response = express5Response(scene) as Response & { flush?: () => void };
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (let count = 0; count < 3; count++) {
        response.write(`data: ${count}\n\n`);
        response.flush?.();
        await setTimeout(5);
      }
      response.end();
    },
  },
  {
    name: 'a compressible page that asks not to be transformed',
    async handle(scene) {
      await scene.touch();
      express5Response(scene).set('Cache-Control', 'max-age=60, no-transform').send('<p>'.repeat(5000));
    },
  },
  {
    name: 'a compressible page',
    async handle(scene) {
      await scene.touch();
      express5Response(scene).send('<p>'.repeat(5000));
    },
  },
];

async function sendOrJson(scene: Scene): Promise<void> {
  await scene.touch();
  const response = express5Response(scene);
  if (scene.request.url === '/json') response.status(201).json({ cart: ['cloth'] });
  else response.type('text').send('plain');
}
