const given = new Set<string>();

/** Warns of a setting, once in a process. The code is for `node --disable-warning`. */
export function warnOnce(code: string, text: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(text, { code, type: 'SessionWarning' });
}
