import { SerializeError } from '@sess/core';
import { devalueSerializer } from '../src/index.js';

/** Returns the message with which a serializer refuses a value. Other errors are rethrown. */
export function refusal(value: unknown, serializer = devalueSerializer): string {
  try {
    return `accepted: ${serializer.serialize(value)}`;
  } catch (error) {
    if (error instanceof SerializeError) return error.message;
    throw error;
  }
}
