/** Returns a count with its thousands separated. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en');
}

/** Returns a length of time as `850 ms`, `12.3 s` or `4 min 10 s`. */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Returns `1 session` or `2 sessions`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
