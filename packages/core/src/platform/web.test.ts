import { expect, it } from 'vitest';
import * as node from './node.js';
import * as web from './web.js';

it('both platforms make the same digest, and bytes that are random', async () => {
  for (const text of ['', 'a'.repeat(32), 'é😀']) expect(await web.sha256Hex(text)).toBe(await node.sha256Hex(text));
  for (const platform of [web, node]) expect(platform.randomBytes(32)).not.toEqual(platform.randomBytes(32));
  expect(Object.keys(web).toSorted()).toEqual(Object.keys(node).toSorted());
});
