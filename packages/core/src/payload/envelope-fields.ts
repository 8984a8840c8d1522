import { isPlainObject } from './plain-object.js';

/** Checks an envelope field by field. The content of `data` and `flash` is the application's, and is not checked. */
export function isEnvelope(value: Readonly<Record<string, unknown>>): boolean {
  if (!Object.hasOwn(value, 'data') || !Object.hasOwn(value, 'idle')) return false;
  for (const name of Object.keys(value)) if (!isField(name, value[name])) return false;
  return true;
}

/** A serializer may keep values that core never stores in a field. A field that a later version added is accepted. */
function isField(name: string, value: unknown): boolean {
  switch (name) {
    case 'data':
    case 'flash':
      return isPlainObject(value);
    case 'lifetime':
      return typeof value === 'string';
    case 'expiry':
      return isExpiry(value);
    case 'idle':
    case 'cookieSentAt':
    case 'sealedUntil':
      return Number.isFinite(value);
    case 'started':
      return value === true;
    default:
      return true;
  }
}

function isExpiry(value: unknown): boolean {
  if (value === 'browser-close') return true;
  if (!isPlainObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'at' || name === 'after') && Number.isFinite(value[name]);
}
