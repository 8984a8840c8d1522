import type { Request } from 'express';

/** Returns a field of a form as text. A field that is missing or that came several times is empty. */
export function formField(request: Request<Record<string, string>>, name: string): string {
  const fields: unknown = request.body;
  if (typeof fields !== 'object' || fields === null) return '';
  const value = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}
