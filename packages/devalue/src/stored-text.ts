import { temporalType, textTags } from './built-ins.js';

/**
 * Makes again what is stored as a text; `undefined` where the text makes nothing, or something that would be written as another
 * text. The latter is how a text is told that nobody here wrote.
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

/** As devalue writes it. */
function textOf(tag: string, value: { toString(): string }): string {
  if (tag !== 'Date') return value.toString();
  const date = value as Date;
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** Whether a Temporal value comes back from its text with each of its fields: a duration of 1500 milliseconds does not. */
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
