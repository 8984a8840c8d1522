import { fileURLToPath } from 'node:url';
import { sessionMiddleware } from '@sess/core/node';
import express, { type Express } from 'express';
import { handleErrors } from './handle-errors.js';
import { knownHostsOnly } from './known-hosts.js';
import { maxBodyBytes } from './max-body-bytes.js';
import { Refusal } from './refusal.js';
import { accountRoutes } from './routes/account-routes.js';
import { apiRoutes } from './routes/api-routes.js';
import { deviceRoutes } from './routes/device-routes.js';
import { shopRoutes } from './routes/shop-routes.js';
import { storeRoutes } from './routes/store-routes.js';
import { sameOriginOnly } from './same-origin.js';
import { securityHeaders } from './security-headers.js';
import type { Shop } from './shop.js';

const publicFolder = fileURLToPath(new URL('../public', import.meta.url));

/** The shop as an Express application. */
export function createShopApp(shop: Shop, hosts: readonly string[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(knownHostsOnly(hosts));
  app.use(express.static(publicFolder, { maxAge: '1m' }));
  app.use(sessionMiddleware(shop.sessions));
  app.use(sameOriginOnly);
  app.use('/api', apiRoutes(shop));
  app.use(express.urlencoded({ extended: false, limit: maxBodyBytes }));
  app.use(shopRoutes(shop), accountRoutes(shop), deviceRoutes(shop), storeRoutes(shop));
  app.use((_request, _response, next) => next(new Refusal(404, 'NOT_FOUND', 'The shop has no such page.')));
  app.use(handleErrors);
  return app;
}
