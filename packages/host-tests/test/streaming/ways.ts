import type { Server } from 'node:http';
import { handleSession } from '@sess/core/fetch';
import { sessionMiddleware } from '@sess/core/node';
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server';
import express from 'express';
import type { Site } from '@sess/conformance';
import { listenWith, siteOf } from '../hosts/host.js';
import type { Channel } from './channels.js';
import type { Scene } from './streaming-scene.js';

/** Serves one channel, and responds to every other path with 404. */
export type Way = (scene: Scene, channel: Channel) => Promise<Site>;

/** The two ways to commit: the held response of Node, and around a `Response`. */
export const ways: Readonly<Record<'Node' | 'fetch', Way>> = {
  Node(scene, channel) {
    const app = express().set('env', 'test');
    app.use(sessionMiddleware(scene.sessions));
    app.use((request, response) => {
      if (!request.path.startsWith(channel.path)) return void response.sendStatus(404);
      response.on('close', scene.closed.open);
      return channel.onNode(scene, request, response);
    });
    return listenWith((request, response) => {
      app(request as express.Request, response as express.Response);
    });
  },
  async fetch(scene, channel) {
    const server = await new Promise<Server>((resolve) => {
      const handle = (request: Request, { outgoing }: HttpBindings | Http2Bindings) => {
        if (!new URL(request.url).pathname.startsWith(channel.path)) return new Response(null, { status: 404 });
        outgoing.on('close', scene.closed.open);
        return handleSession(scene.sessions, request, () => channel.onFetch(scene, request));
      };
      const started = serve({ fetch: handle, port: 0, hostname: '127.0.0.1' }, () => resolve(started as Server));
    });
    return siteOf(server);
  },
};
