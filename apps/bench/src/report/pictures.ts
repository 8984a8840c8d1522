import type { MeasuredRow } from '../measure-row.js';
import { type Bar, barChart } from './bar-chart.js';

/** Longer bars are cut, because one extreme row would hide the differences of the others. */
const longest = 4;

/** The comparisons with a peer that have a target. */
const peersWithTargets: readonly string[] = ['express', 'facade', 'facade-postgresql', 'facade-memcached'];

/** Draws each number beside its target. */
export function targetPicture(rows: readonly MeasuredRow[]): string {
  const bars = rows.flatMap(({ name, figures }) =>
    figures.flatMap(({ part, measured, target, unit }): Bar[] => {
      if (target === undefined) return [];
      const share = measured / target;
      const text = `${round(measured)} ${unit}, target ${target}`;
      return [{ label: part ?? name, group: name, value: Math.min(share, longest), text, isGood: share <= 1 }];
    }),
  );
  return barChart('What a session costs, beside its target', bars, 1);
}

/** Draws what a session costs as part of what it costs with each peer. */
export function comparisonPicture(rows: readonly MeasuredRow[]): string {
  const bars = rows
    .filter(
      ({ name, figures }) => peersWithTargets.includes(name) || figures.some(({ target }) => target === undefined),
    )
    .flatMap(({ name, figures }) =>
      figures.map(({ part = '', measured }): Bar => {
        const text = round(measured);
        return { label: part, group: name, value: Math.min(measured, longest), text, isGood: measured <= 1 };
      }),
    );
  return barChart('What a session adds to a request, as part of what it adds with the peer', bars, 1);
}

function round(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(2);
}
