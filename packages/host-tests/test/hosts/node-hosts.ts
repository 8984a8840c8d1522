import type { IncomingMessage, ServerResponse } from 'node:http';
import { SessionError } from '@sess/core';
import connect from 'connect';
import express5, { type Express, type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import { createApp, toNodeListener, eventHandler } from 'h3v1';
import { createRouter } from 'next-connect';
import { Readable } from 'node:stream';
import { mount as mountOnConnect } from '../mount/connect.js';
import { mount as mountOnExpress } from '../mount/express.js';
import { mount as mountOnH3 } from '../mount/h3-v1.js';
import { mount as mountOnNextConnect } from '../mount/next-connect.js';
import { createShop } from '../mount/node-http.js';
import { type Host, listenWith, pageListener, pageRequest, sendByHand, shopOf, siteOf } from './host.js';

const nodeHttp: Host = {
  name: 'node:http',
  serve(sessions, { page }) {
    const shop = createShop(shopOf(sessions), async (request, response) => {
      const answer = await page(pageRequest(sessions, request, request)).catch((error: unknown) => {
        // An error of the application would end the process, as it would without sessions.
        if (error instanceof SessionError) throw error;
        return { status: 500 };
      });
      await sendByHand(response, answer);
    });
    return siteOf(shop);
  },
};

function expressHost(name: string, create: () => Express, loadsAhead = false): Host {
  return {
    name,
    loadsAhead,
    serve(sessions, { page }) {
      const app = create();
      app.set('env', 'test');
      mountOnExpress(app, shopOf(sessions));
      app.use(async (request: Request, response: Response, next: NextFunction) => {
        try {
          const { status = 200, headers = {}, body } = await page(pageRequest(sessions, request, request));
          response.status(status).set(headers);
          if (typeof body === 'object') Readable.from(body).pipe(response);
          else response.send(body);
        } catch (error) {
          next(error);
        }
      });
      return listenWith((request, response) => {
        app(request as Request, response as Response);
      });
    },
  };
}

const connectHost: Host = {
  name: 'Connect',
  loadsAhead: true,
  serve(sessions, pages) {
    const app = connect();
    mountOnConnect(app, shopOf(sessions));
    app.use(pageListener(sessions, pages));
    return listenWith(app);
  },
};

const nextConnect: Host = {
  name: 'next-connect',
  serve(sessions, { page }) {
    const router = createRouter<IncomingMessage, ServerResponse>();
    mountOnNextConnect(router, shopOf(sessions));
    router.all(async (request, response) => {
      await sendByHand(response, await page(pageRequest(sessions, request, request)));
    });
    const handler = router.handler({
      onError(error, _request, response) {
        response.statusCode = (error as { status?: number }).status ?? 500;
        response.end('Something went wrong.');
      },
    });
    return listenWith((request, response) => {
      handler(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  },
};

const h3v1: Host = {
  name: 'h3 1',
  serve(sessions, { page }) {
    const app = createApp();
    mountOnH3(app, shopOf(sessions));
    app.use(
      eventHandler(async (event) => {
        const { status = 200, headers = {}, body } = await page(pageRequest(sessions, event.node.req, event.node.req));
        event.node.res.statusCode = status;
        for (const [name, value] of Object.entries(headers)) event.node.res.setHeader(name, value);
        return typeof body === 'object' ? Readable.from(body) : (body ?? null);
      }),
    );
    return listenWith(toNodeListener(app));
  },
};

export const nodeHosts: readonly Host[] = [
  nodeHttp,
  expressHost('Express 5', express5),
  expressHost('Express 4', express4, true),
  connectHost,
  nextConnect,
  h3v1,
];
