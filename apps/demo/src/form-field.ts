import type { Request } from 'express';

/** A field of a form, as text; what is missing, or came several times, is empty. */
export function formField(request: Request<Record<string, string>>, name: string): string {
  const fields: unknown = request.body;
  if (typeof fields !== 'object' || fields === null) return '';
  const value = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}
