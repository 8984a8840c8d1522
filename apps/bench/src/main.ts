import { parseArgs } from 'node:util';
import { measureCookies } from './cookie-cost.js';
import { measureMongo } from './mongo-scale.js';
import { measureRequests } from './request-cost.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
    // Of the part that fills a database; a mongod takes a million in its stride.
    sizes: { type: 'string', default: '10000,30000,100000' },
  },
});
const patience = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
const sizes = values.sizes.split(',').map(Number);
if (!sizes.every((size, index) => Number.isSafeInteger(size) && size > (sizes[index - 1] ?? 0))) {
  throw new Error(`--sizes ${values.sizes} are not numbers of sessions, each larger than the one before`);
}
const parts = {
  requests: measureRequests,
  cookies: measureCookies,
  mongo: () => measureMongo(patience, sizes),
};

if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  throw new Error(`--only ${values.only} is no part. Choose one of: ${Object.keys(parts).join(', ')}`);
}
for (const [name, measure] of Object.entries(parts)) {
  if (values.only === undefined || values.only === name) await measure(patience);
}
