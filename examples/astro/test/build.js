// Builds the application with the sources of @sess, which are not built themselves.
import { build } from 'astro';

const resolve = { conditions: ['sess-source', 'module', 'node', 'production'] };
await build({ logLevel: 'error', vite: { resolve, ssr: { noExternal: [/^@sess\//], resolve } } });
