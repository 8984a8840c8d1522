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
