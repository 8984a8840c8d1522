import { temporalType, textTags } from './built-ins.js';

/**
 * Makes the value that is stored as a text. Returns `undefined` if the text is invalid, or if the value would be
 * written as another text, because then this serializer did not write it.
 */
export function fromStoredText(tag: string, text: string): object | undefined {
  try {
    const made = make(tag, text);
    return made !== undefined && textOf(tag, made) === text ? made : undefined;
  } catch {
    return undefined;
  }
}

function make(tag: string, text: string): object | undefined {
  if (tag === 'Date') return new Date(text);
  if (tag === 'URL') return new URL(text);
  if (tag === 'URLSearchParams') return new URLSearchParams(text);
  return textTags.has(tag) ? temporalType(tag)?.from(text) : undefined;
}

/** Returns the text that devalue writes. */
function textOf(tag: string, value: { toString(): string }): string {
  if (tag !== 'Date') return value.toString();
  const date = value as Date;
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** Whether a value comes back from its text with all its fields. A Temporal duration of 1500 milliseconds does not. */
export function isKeptByText(tag: string, value: object): boolean {
  const again = fromStoredText(tag, textOf(tag, value));
  if (!again || tag !== 'Temporal.Duration') return again !== undefined;
  return durationFields.every((field) => Reflect.get(value, field) === Reflect.get(again, field));
}

const durationFields = [
  'years',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
  'microseconds',
  'nanoseconds',
] as const;
