import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import express from 'express';
import type { Case, HandlerContext } from './handler-context.js';

const file = fileURLToPath(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const name = 'express-cases.ts';
const serveFolder = express.static(folder, { dotfiles: 'ignore' });

function express5Response({ response }: Pick<HandlerContext, 'response'>): Response {
  return response as Response;
}

/** Ways to send that Express adds, the same in 4 and 5. */
export const expressCases: readonly Case[] = [
  { name: 'send and json', requests: [{ path: '/json' }, { path: '/text' }], handle: sendOrJson },
  {
    name: 'a 304 for a page that has not changed',
    requests: [{ headers: { 'If-None-Match': 'W/"c-Lve95gjOVATpfV8EL5X4nxwjKHE"' } }],
    handle: async (context) => (await context.openSession(), express5Response(context).send('Hello World!')),
  },
  {
    name: 'redirect',
    handle: async (context) => (await context.openSession(), express5Response(context).redirect(303, '/cart')),
  },
  {
    name: 'sendStatus',
    handle: async (context) => (await context.openSession(), express5Response(context).sendStatus(404)),
  },
  {
    name: 'cookies of the application',
    handle: async (context) => {
      await context.openSession();
      express5Response(context).cookie('theme', 'dark').cookie('size', '10').send('ok');
    },
  },
  {
    name: 'sendFile: whole, for HEAD, in ranges, not modified',
    requests: [
      {},
      { method: 'HEAD' },
      { headers: { Range: 'bytes=0-99' } },
      { headers: { Range: 'bytes=-50' } },
      { headers: { Range: 'bytes=9999999-' } },
      { headers: { 'If-Modified-Since': new Date(Date.now() + 60_000).toUTCString() } },
    ],
    handle: async (context) => {
      await context.openSession();
      express5Response(context).sendFile(file, (error?: NodeJS.ErrnoException) => {
        context.note('sendFile has ended', error?.message);
        if (error && !context.response.headersSent) context.response.writeHead(416).end('no such range');
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
    handle: async (context) => {
      await context.openSession();
      serveFolder(context.request, express5Response(context), (error?: unknown) => {
        context.note('static calls next', error);
        context.response.writeHead(404).end('not found');
      });
    },
  },
  {
    name: 'a stream of events, flushed one by one',
    async handle(context) {
      await context.openSession();
      const response = express5Response(context) as Response & { flush?: () => void };
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
    name: 'a compressible page with no-transform',
    async handle(context) {
      await context.openSession();
      express5Response(context).set('Cache-Control', 'max-age=60, no-transform').send('<p>'.repeat(5000));
    },
  },
  {
    name: 'a compressible page',
    async handle(context) {
      await context.openSession();
      express5Response(context).send('<p>'.repeat(5000));
    },
  },
];

async function sendOrJson(context: HandlerContext): Promise<void> {
  await context.openSession();
  const response = express5Response(context);
  if (context.request.url === '/json') response.status(201).json({ cart: ['cloth'] });
  else response.type('text').send('plain');
}
