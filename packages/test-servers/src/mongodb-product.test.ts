import { expect, it } from 'vitest';
import { identifyMongodb } from './mongodb-product.js';

const commit = 'f2d3ce0bd1f2d3ce0bd1f2d3ce0bd1f2d3ce0bd1';
const mongod = { version: '8.0.4', gitVersion: commit, modules: [], allocator: 'tcmalloc-google' };
const hello = { isWritablePrimary: true };

it.each([
  ['mongod 8.0.4', mongod, hello],
  ['mongod 4.4.29', { version: '4.4.29', gitVersion: commit, modules: [], allocator: 'tcmalloc' }, hello],
  ['mongos 8.0.4', mongod, { ...hello, msg: 'isdbgrid' }],
  ['Percona Server for MongoDB 8.0.19-7', { ...mongod, version: '8.0.19-7', psmdbVersion: '8.0.19-7' }, hello],
])('recognizes %s, which is a mongod', (title, buildInfo, reply) => {
  const { product, version, isMongod } = identifyMongodb(buildInfo, reply);
  expect([`${product} ${version}`, isMongod]).toEqual([title, true]);
});

it.each([
  ['SecantusDB 0.5.3-beta.196', { ...mongod, version: '8.2.11', secantusVersion: '0.5.3-beta.196' }, hello],
  ['FerretDB v1.24.2', { version: '7.0.77', gitVersion: commit, ferretdbVersion: 'v1.24.2' }, hello],
  ['FerretDB v2.5.0', { version: '7.0.77', gitVersion: commit, ferretdb: { version: 'v2.5.0' } }, hello],
  ['Azure Cosmos DB 4.2.0', { _t: 'BuildInfoResponse', version: '4.2.0', gitVersion: commit }, hello],
  ['mongo-java-server 4.4.0', { version: '4.4.0', versionArray: [4, 4, 0], maxBsonObjectSize: 16777216 }, undefined],
  ['an unknown server 8.0.4', mongod, undefined],
  ['an unknown server 5.0.0', { version: '5.0.0', gitVersion: commit }, hello],
  ['an unknown server 5.0.0', { version: '5.0.0', allocator: 'system' }, hello],
  ['an unknown server unknown', {}, hello],
  ['FerretDB unknown', { ferretdb: null }, hello],
])('recognizes %s, which is not a mongod', (title, buildInfo, reply) => {
  const { product, version, isMongod } = identifyMongodb(buildInfo, reply);
  expect([`${product} ${version}`, isMongod]).toEqual([title, false]);
});

it.each([
  ['1.47.0', { version: '4.4.0' }, undefined],
  ['8.0.4', mongod, hello],
])('prefers the version that was started only if the server does not say its own: %s', (expected, buildInfo, reply) => {
  expect(identifyMongodb(buildInfo, reply, '1.47.0').version).toBe(expected);
});
