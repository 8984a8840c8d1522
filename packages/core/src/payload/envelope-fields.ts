import { isPlainObject } from '../changes/plain-object.js';

/** What each field of an envelope is, where it is there: a serializer may keep far more than core ever stores in one. */
const fields: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ['data', isPlainObject],
  ['flash', isPlainObject],
  ['lifetime', (value) => typeof value === 'string'],
  ['expiry', isExpiry],
  ['idle', Number.isFinite],
  ['started', (value) => value === true],
  ['cookieSentAt', Number.isFinite],
]);

/** Whether an object is an envelope, field by field. What is in `data` and `flash` is the application's, and looked at by nobody. */
export function isEnvelope(value: Readonly<Record<string, unknown>>): boolean {
  const isComplete = Object.hasOwn(value, 'data') && Object.hasOwn(value, 'idle');
  return isComplete && Object.entries(value).every(([name, field]) => fields.get(name)?.(field) ?? true);
}

function isExpiry(value: unknown): boolean {
  if (value === 'browser-close') return true;
  if (!isPlainObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'at' || name === 'after') && Number.isFinite(value[name]);
}
