import { SerializeError } from '@sess/core';
import { devalueSerializer } from '../src/index.js';

/** The message with which a serializer refuses a value. What it throws else is thrown on. */
export function refusal(value: unknown, serializer = devalueSerializer): string {
  try {
    return `accepted: ${serializer.serialize(value)}`;
  } catch (error) {
    if (error instanceof SerializeError) return error.message;
    throw error;
  }
}
