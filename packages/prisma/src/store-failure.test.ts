import { inspect } from 'node:util';
import { CallGuard } from '@sess/core/store';
import { expect, it } from 'vitest';
import { readFailure } from './driver-failure.js';
import { type FailureCause, storeFailure } from './store-failure.js';
import { limitsOf } from './store-options.js';

const payload = '{"card":"4111 1111 1111 1111"}';

const call = new CallGuard('PrismaSessionStore', limitsOf({})).begin('load', {}, undefined);

function causeFrom(error: Error): FailureCause {
  return storeFailure(call, 'read', error, readFailure(error)).cause as FailureCause;
}

it('keeps codes, name and stack, but not the call that a validation error prints', () => {
  const message = `\nInvalid \`prisma.session.createMany()\` invocation:\n\n{\n  data: [{ payload: ${JSON.stringify(payload)} }]\n}\n\nUnknown argument \`edition\`. Available options are marked with ?.`;
  const error = Object.assign(new Error(message), { name: 'PrismaClientValidationError' });
  const cause = causeFrom(error);
  expect(cause.message).toBe('Unknown argument `edition`. Available options are marked with ?');
  expect(cause.stack).toMatch(/^PrismaClientValidationError: Unknown argument .*\n\s+at /);
  expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain('4111');
});

it('keeps quoted names, but not quoted values', () => {
  const quoting = (originalMessage: string) => {
    const cause = { kind: 'mysql', originalCode: '1366', originalMessage };
    return causeFrom(Object.assign(new Error('x'), { name: 'DriverAdapterError', cause })).message;
  };
  expect(quoting("Incorrect string value: '\\xF0\\x9F{\"card' for column `db`.`session`.`payload` at row 1")).toBe(
    'Incorrect string value: … for column `db`.`session`.`payload` at row 1',
  );
  expect(quoting("Duplicate entry '0a1b' for key 'PRIMARY'\nsql: INSERT INTO session - parameters:['secret']")).toBe(
    "Duplicate entry '0a1b' for key 'PRIMARY'",
  );
  expect(quoting('column "owner" is missing\nDETAIL:  Failing row contains (secret)')).toBe(
    'column "owner" is missing',
  );
  expect(quoting(`value ${'x'.repeat(500)}`)).toHaveLength(301);
});
