import type { Serializer } from '@sess/core';
import type { Figure } from '../row.js';
import { turnByTurn } from './cpu-time.js';
import type { RunLength } from './run-length.js';
import { openSite, visit } from './site.js';

export interface MeasuredValue {
  readonly value: unknown;
  /** @defaultValue the JSON serializer */
  readonly serializer?: Serializer;
  /** Parses and stringifies the value, without a session. */
  readonly floor: () => unknown;
  /** The ratios measured when the targets were set. */
  readonly before: readonly [stored: string, read: string, untouched: string];
  readonly targets: readonly [stored: number, read: number, untouched: number];
}

/**
 * Measures what a large value costs the request that stores it, one that reads it, and one that does not touch it, over
 * parsing and stringifying the value.
 */
export async function measureValue(
  { value, serializer, floor, before, targets }: MeasuredValue,
  length: RunLength,
): Promise<readonly Figure[]> {
  const sessions = openSite(serializer && { serializer });
  const store = () => visit(sessions, undefined, (session) => void session.set('large', value).set('small', 1));
  const cookie = await store();
  const measured = await turnByTurn(
    {
      floor,
      untouched: () => visit(sessions, cookie, (session) => void session.get('small')),
      read: () => visit(sessions, cookie, (session) => void session.get('large')),
    },
    length,
  );
  // Measured apart, because each turn creates sessions and the store keeps only eight.
  const { stored, floor: again } = await turnByTurn({ floor, stored: store }, length);
  const ratios = {
    stored: stored / again,
    read: measured.read / measured.floor,
    untouched: measured.untouched / measured.floor,
  };
  const milliseconds = { ...measured, stored };
  return (['stored', 'read', 'untouched'] as const).map((part, index) => ({
    part: part === 'read' ? 'read by a later request' : part === 'untouched' ? 'not touched by one' : part,
    before: before[index]!,
    measured: ratios[part],
    target: targets[index]!,
    unit: 'times',
    detail: `${milliseconds[part].toFixed(1)} ms over ${(part === 'stored' ? again : measured.floor).toFixed(2)} ms`,
  }));
}
