import { SerializeError } from '@sess/core';
import { lenientJsonSerializer } from './lenient-json-serializer.js';

/**
 * Returns the error to throw instead of one that a change of the data has caused. If the stores of express-session
 * would have converted the value that was refused, it says how to get that here.
 *
 * @param data - The data with that value.
 */
export function explainRefusal(error: unknown, data: object): unknown {
  if (!(error instanceof SerializeError)) return error;
  try {
    lenientJsonSerializer.serialize({ ...data });
  } catch {
    return error;
  }
  const { path, message, status } = error;
  const advice =
    'Or pass the option { serializer: lenientJsonSerializer }. That of @sess/express-session converts such values, as ' +
    'express-session does';
  return new SerializeError(path, `${message.slice(path.length + 2)}. ${advice}`, { status, cause: error });
}
