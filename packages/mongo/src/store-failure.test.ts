import { CallGuard } from '@sess/core/store';
import { expect, it } from 'vitest';
import { storeFailure } from './store-failure.js';
import { limitsOf } from './store-options.js';

const call = new CallGuard('MongoSessionStore', limitsOf({})).begin('load', {}, undefined);

function textOf(message: string): string {
  const { cause } = storeFailure(call, new Error(message), { effect: 'read', attempts: 1, collection: undefined });
  return (cause as Error).message;
}

it('keeps quoted names, but not the documents and values that an error quotes', () => {
  expect(textOf('not authorized on shop to execute command { find: "a", filter: { _id: "b" } }.')).toBe(
    'not authorized on shop to execute command {…}',
  );
  expect(textOf('Document failed validation: { payload: "secret", of: { some')).toBe('Document failed validation: {…}');
  expect(textOf('a } before { a document } and after')).toBe('a } before {…} and after');
  expect(textOf('connect mongodb://app:secret@db.example/ failed for \'secret text\' in "shop.sessions"')).toBe(
    'connect mongodb://…@db.example/ failed for … in "shop.sessions"',
  );
});

// 100,000 braces once took 27 seconds, because the search for the last one started again at each.
it.each(['{', '} {', "'", '//', '\n '])('takes time in proportion to the text: %j', (part) => {
  expect(textOf(`${part.repeat(500_000)}x`).length).toBeLessThanOrEqual(301);
});
