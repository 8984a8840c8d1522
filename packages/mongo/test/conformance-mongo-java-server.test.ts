import { RunningServer, sayAloud, startMongoJavaServer } from '@sess/test-servers';
import { afterAll, inject, it } from 'vitest';
import { drivers } from './drivers.js';
import { describeServer } from './shared-server.js';
import { testConformance } from './test-conformance.js';

// The shared server and this one behave differently where MongoDB's protocol leaves room, so the laws run on both. Not
// in the hosted workflow, whose machines have other servers only.
const isWanted =
  inject('mongodb')?.hasPlans === true && !process.env['MONGODB_URI'] && process.env['SESS_REQUIRE_MONGOD'] !== 'true';
const server = isWanted ? await startMongoJavaServer(() => undefined) : undefined;

if (server instanceof RunningServer) {
  afterAll(() => server.stop());
  testConformance(drivers[0], 'text', {
    server: await describeServer(server),
    effort: 'quick',
    sessionsOfOneOwner: 1001,
  });
} else {
  if (server) sayAloud(`NOT RUN: the laws on mongo-java-server. ${server.reason}`);
  it.skip('the laws on mongo-java-server, beside another server');
}
