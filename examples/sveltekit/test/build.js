// Builds the application with the sources of @sess, which are not built themselves.
import { build } from 'vite';

const resolve = { conditions: ['sess-source', 'module', 'node', 'production'] };
await build({ logLevel: 'error', resolve, ssr: { noExternal: [/^@sess\//], resolve } });
