// Builds the application with the sources of @sess, which are not built themselves.
import { build, createNitro, prepare } from 'nitro';

const exportConditions = ['sess-source', 'node', 'import', 'default'];
const nitro = await createNitro({ rootDir: process.cwd(), dev: false, logLevel: 1, exportConditions });
await prepare(nitro);
await build(nitro);
await nitro.close();
