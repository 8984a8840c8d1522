import { describe, expect, it } from 'vitest';
import {
  CorruptSessionError,
  DeserializeError,
  InterruptedError,
  SerializeError,
  SessionConflictError,
  SessionError,
  SessionTooLargeError,
  StoreError,
} from './errors.js';

const errors: readonly SessionError[] = [
  new SessionError('WRONG_TIME', 'late'),
  new StoreError('down', { outcome: 'unknown' }),
  new SessionTooLargeError('too large'),
  new SerializeError('cart', 'is a function'),
  new DeserializeError('cut off'),
  new CorruptSessionError('unreadable'),
  new InterruptedError(true),
  new InterruptedError(false),
  new SessionConflictError('cart'),
];

describe('the HTTP status of an error', () => {
  // http-errors has both names: Express reads `status`, Fastify and Nest read `statusCode`.
  it.each(errors.map((error) => [`${error.name} ${error.status}`, error] as const))(
    'is in both status and statusCode: %s',
    (_name, error) => {
      expect(error.statusCode).toBe(error.status);
      expect(error.statusCode).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('the response of an error', () => {
  const responding = errors.filter(({ status }) => status !== 500);

  it.each(responding.map((error) => [`${error.name} ${error.status}`, error] as const))(
    'shows its status only: %s',
    async (_name, error) => {
      const response = error.getResponse!();
      expect([response.status, await response.text()]).toEqual([error.status, `${error.status}`]);
      expect(Object.keys(error)).not.toContain('getResponse');
    },
  );

  it('says what became of the changes, and when to try again if the store is down', () => {
    const headers = responding.map((error) => {
      const { headers: sent } = error.getResponse!();
      return [sent.get('session-outcome'), sent.get('retry-after')];
    });
    expect(headers).toEqual([['unknown', '5'], ...headers.slice(1).map(() => ['not-applied', null])]);
  });

  // Hono responds with it instead of printing the error.
  it('does not exist when the status is 500', () => {
    const others = errors.filter(({ status }) => status === 500);
    expect(others.map((error) => 'getResponse' in error)).toEqual(others.map(() => false));
    expect(others.length).toBeGreaterThan(2);
  });
});
