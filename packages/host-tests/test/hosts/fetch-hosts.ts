import { H3 } from 'h3';
import {
  type AppLoadContext,
  createRequestHandler,
  type LoaderFunctionArgs,
  RouterContextProvider,
  type ServerBuild,
} from 'react-router';
import { mount as mountOnH3 } from '../mount/h3.js';
import type { Sessions } from '../mount/sessions.js';
import { createLoader, createMiddleware } from '../mount/react-router.js';
import { type Host, pageRequest, responseOf, shopOf } from './host.js';
import { listen } from './listen.js';

const h3: Host = {
  name: 'h3 2',
  serve(sessions, { page }) {
    const app = new H3({ silent: true });
    const fetch = mountOnH3(app, shopOf(sessions));
    app.all('/**', async (event) => {
      const { req } = event;
      return responseOf(await page(pageRequest(sessions, req, event)), req.method);
    });
    return listen(fetch);
  },
};

/** Returns what a server of React Router calls, with routes as the framework's compiler makes them. */
export function reactRouterServer(shop: Sessions, pages: (args: LoaderFunctionArgs) => Promise<Response>) {
  const routes = {
    root: { id: 'root', path: '', module: { middleware: createMiddleware(shop) } },
    visits: { id: 'visits', parentId: 'root', path: 'visits', module: { loader: createLoader(shop) } },
    pages: { id: 'pages', parentId: 'root', path: '*', module: { loader: pages, action: pages } },
  };
  const build = {
    entry: { module: { default: () => new Response('none', { status: 500 }) } },
    routes,
    assets: { routes: {}, entry: { imports: [], module: '' }, url: '', version: '' },
    publicPath: '/',
    assetsBuildDirectory: '',
    basename: '/',
    ssr: true,
    isSpaMode: false,
    prerender: [],
    routeDiscovery: { mode: 'initial' },
    future: { v8_middleware: true },
  } as unknown as ServerBuild;
  const handle = createRequestHandler(build, 'production');
  return (request: Request) => handle(request, new RouterContextProvider() as unknown as AppLoadContext);
}

const reactRouter: Host = {
  name: 'React Router 7',
  serve(sessions, { page }) {
    const shop = shopOf(sessions);
    const pages = async ({ request, context }: LoaderFunctionArgs) => {
      return responseOf(await page(pageRequest(sessions, request, context)), request.method);
    };
    return listen(reactRouterServer(shop, pages));
  },
};

export const fetchHosts: readonly Host[] = [h3, reactRouter];
