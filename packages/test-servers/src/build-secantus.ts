// Builds SecantusDB once, where MongoDB's tests would otherwise run on mongo-java-server.
import { locateMongod } from './mongodb-program.js';
import { buildSecantus } from './mongodb-secantus-program.js';
import { sayAloud } from './say.js';

if (process.env['MONGODB_URI']) {
  sayAloud('SecantusDB is not needed: MONGODB_URI is set');
} else if ((await locateMongod(sayAloud)).path !== undefined) {
  sayAloud('SecantusDB is not needed: there is a mongod');
} else {
  const built = await buildSecantus(sayAloud);
  if (built.path !== undefined) {
    sayAloud(`MongoDB's tests use the SecantusDB at ${built.path}`);
  } else {
    sayAloud(`${built.reason}. MongoDB's tests run on mongo-java-server instead, without those that need more`);
    process.exitCode = 1;
  }
}
