// Builds the application with the sources of @sess, which are not built themselves.
import { build } from 'astro';

const resolve = { conditions: ['sess-source', 'module', 'node', 'production'] };
await build({
  logLevel: 'error',
  // There are no images, and this repository does not install sharp, which would transform them.
  image: { service: { entrypoint: 'astro/assets/services/noop', config: {} } },
  vite: { resolve, ssr: { noExternal: [/^@sess\//], resolve } },
});
