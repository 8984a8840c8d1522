const given = new Set<string>();

/** Warns of a setting, once in a process. The code is for `node --disable-warning`. */
export function warnOnce(code: string, text: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(text, { code, type: 'SessionWarning' });
}

export function warnOfCappedMaxAge(): void {
  warnOnce(
    'SESS_MAX_AGE_CAPPED',
    'session: the maxAge of a session is longer than its absolute timeout, so the session ends before its cookie. ' +
      'Set the option absoluteTimeout, or that of the SessionManager.',
  );
}

/** Not once, because nothing else reports what this request has lost. */
export function warnOfLateChange({ message }: Error): void {
  const text = `A change of req.session came too late to be stored: ${message}`;
  process.emitWarning(text, { code: 'SESS_CHANGE_TOO_LATE', type: 'SessionWarning' });
}
