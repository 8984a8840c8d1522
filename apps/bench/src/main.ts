import { parseArgs } from 'node:util';
import { measureCookies } from './cookie-cost.js';
import { measureRequests } from './request-cost.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const patience = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
const parts = { requests: measureRequests, cookies: measureCookies };

if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  throw new Error(`--only ${values.only} is no part. Choose one of: ${Object.keys(parts).join(', ')}`);
}
for (const [name, measure] of Object.entries(parts)) {
  if (values.only === undefined || values.only === name) await measure(patience);
}
