import { describe, expect, it } from 'vitest';
import { findFault } from './json-value.js';

const failing = (): never => {
  throw new Error('secret');
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

describe('findFault, of an object with code', () => {
  it('refuses a Proxy that fails, without its error', () => {
    for (const value of [new Proxy({}, { getPrototypeOf: failing }), [revoked()]]) {
      expect(findFault(value)).toEqual({ path: '', reason: 'a Proxy that fails while it is read' });
    }
  });

  it('does not run accessors of classes to name them', () => {
    const named = Object.defineProperty(class {}, 'name', { get: failing });
    const hidden = Object.defineProperty({}, 'constructor', { get: failing });
    for (const value of [new named(), Object.create(hidden), Object.setPrototypeOf([], hidden)]) {
      expect(findFault(value)).toEqual({ path: '', reason: 'an instance of an unnamed class' });
    }
  });
});
