export interface Bar {
  readonly label: string;
  readonly group: string;
  readonly value: number;
  /** The text after the bar. */
  readonly text: string;
  readonly isGood: boolean;
}

const width = 760;
const labelWidth = 230;
const barHeight = 22;

/** Draws horizontal bars in groups as SVG, readable on light and dark pages. */
export function barChart(title: string, bars: readonly Bar[], mark?: number): string {
  const most = Math.max(...bars.map(({ value }) => value), mark ?? 0, 1e-9);
  const scale = (width - labelWidth - 210) / most;
  let y = 46;
  const rows = [...new Set(bars.map(({ group }) => group))].flatMap((group) => {
    const heading = text(10, (y += 20), group, 'font-weight="600"');
    const lines = bars
      .filter((bar) => bar.group === group)
      .map(({ label, value, text: caption, isGood }) => {
        const top = (y += barHeight + 4) - barHeight + 8;
        const length = Math.max(1, value * scale);
        const colour = isGood ? '#0f766e' : '#b45309';
        return (
          text(24, top + 15, label) +
          `<rect x="${labelWidth}" y="${top}" width="${length.toFixed(1)}" height="${barHeight - 4}" rx="3" ` +
          `fill="${colour}"/>` +
          text(labelWidth + length + 8, top + 15, caption)
        );
      });
    y += 14;
    return [heading, ...lines];
  });
  const x = (labelWidth + (mark ?? 0) * scale).toFixed(1);
  const line = mark === undefined ? '' : `<path d="M${x} 40V${y}" stroke="#6b7280" stroke-dasharray="3 4"/>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 16}" viewBox="0 0 ${width} ${y + 16}" ` +
    `role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="14" fill="#6b7280">` +
    text(10, 26, title, 'font-size="17" font-weight="600"') +
    `${rows.join('')}${line}</svg>\n`
  );
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped}</text>`;
}
